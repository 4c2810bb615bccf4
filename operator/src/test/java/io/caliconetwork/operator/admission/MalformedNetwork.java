package io.caliconetwork.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * A row of {@code malformed-networks.yaml}, where the columns are described.
 *
 * @param title what is wrong
 * @param names what the sentences about it must mention
 * @param admitted the API server cannot tell
 * @param name of the object; null is default
 * @param spec null when there is none
 */
public record MalformedNetwork(
    String title, String names, boolean admitted, String name, JsonNode spec) {

  private static final String TABLE = "/malformed-networks.yaml";
  private static final int LONG = 1100;

  /** The whole table. */
  public static List<MalformedNetwork> all() {
    try (var table = MalformedNetwork.class.getResourceAsStream(TABLE)) {
      return Arrays.asList(
          new ObjectMapper(new YAMLFactory()).readValue(table, MalformedNetwork[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it would be created. */
  public DeclaredNetwork object() {
    var object = new DeclaredNetwork();
    object.setMetadata(new ObjectMetaBuilder().withName(objectName()).build());
    object.setSpec(longTexts());
    return object;
  }

  /** The table writes LONG for text that would not fit a line. */
  private JsonNode longTexts() {
    try {
      return spec == null
          ? null
          : new ObjectMapper()
              .readTree(
                  spec.toString()
                      .replace("\"namespace\":\"LONG\"", "\"namespace\":\"" + "n".repeat(70) + "\"")
                      .replace("\"LONG\"", "\"zone == '" + "w".repeat(LONG) + "'\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String objectName() {
    return name == null ? "default" : name;
  }

  @Override
  public String toString() {
    return title;
  }
}
