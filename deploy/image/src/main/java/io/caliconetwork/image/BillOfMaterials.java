package io.caliconetwork.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Maven's CycloneDX list of the operator's libraries, completed by what Maven does not know. */
final class BillOfMaterials {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BillOfMaterials() {}

  /**
   * Completes a list.
   *
   * @param libraries written by cyclonedx-maven-plugin
   * @param glibc whether the image holds our glibc, not that of a base
   */
  static void complete(Path libraries, Path complete, boolean glibc)
      throws IOException, InterruptedException {
    var bom = (ObjectNode) JSON.readTree(libraries.toFile());
    var components = (ArrayNode) bom.get("components");
    add(
        components,
        new Component(
            "openjdk",
            JavaRuntime.version(),
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "pkg:generic/openjdk@" + escaped(JavaRuntime.version())));
    if (glibc) {
      var origin = Glibc.origin(Architecture.ofThisMachine());
      add(
          components,
          new Component(origin.name(), origin.version(), "LGPL-2.1-or-later", origin.purl()));
    }
    JSON.writeValue(complete.toFile(), bom);
  }

  private record Component(String name, String version, String licence, String purl) {}

  private static void add(ArrayNode components, Component component) {
    var node = components.addObject();
    node.put("type", "library").put("bom-ref", component.purl());
    node.put("name", component.name()).put("version", component.version());
    node.putArray("licenses").addObject().put("expression", component.licence());
    node.put("purl", component.purl());
  }

  /** As a package URL has it. */
  static String escaped(String version) {
    return version.replace("+", "%2B");
  }
}
