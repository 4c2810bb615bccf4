package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniConfigTest {

  /** As calico.yaml has it, with its placeholders, of which one is no JSON. */
  private static final String UPSTREAM =
      """
      {
        "name": "k8s-pod-network",
        "plugins": [
          {
            "type": "calico",
            "mtu": __CNI_MTU__,
            "ipam": {
                "type": "calico-ipam"
            },
            "policy": {"type": "k8s"}
          },
          {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}}
        ]
      }\
      """;

  private static String edited(String text) {
    return CniConfig.parse(text).orElseThrow().withIpv6();
  }

  @Test
  void oneLineIsAddedAndNothingElseChanges() {
    assertThat(edited(UPSTREAM))
        .isEqualTo(
            UPSTREAM.replace(
                "          \"type\": \"calico-ipam\"",
                "          \"assign_ipv6\": \"true\",\n          \"type\": \"calico-ipam\""));
  }

  @Test
  void onOneLineItStaysOnOneLine() {
    assertThat(edited("{\"plugins\":[{\"ipam\": {\"type\": \"calico-ipam\", \"x\": [1, {}]}}]}"))
        .isEqualTo(
            "{\"plugins\":[{\"ipam\": {\"assign_ipv6\": \"true\", \"type\": \"calico-ipam\","
                + " \"x\": [1, {}]}}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"false\"", "true", "\"True\"", "\"\"", "null", "{\"a\": \"}\"}"})
  void whateverIsThereInsteadIsReplaced(String value) {
    var text =
        "{\"ipam\": {\"type\": \"calico-ipam\" , \"assign_ipv6\" :"
            + value
            + " ,\"z\": \"{\\\"\"}}";
    assertThat(CniConfig.parse(text).orElseThrow().assignsIpv6()).isFalse();
    assertThat(edited(text)).isEqualTo(text.replace(":" + value + " ,", ":\"true\" ,"));
  }

  @Test
  void ofTwoTheLastCountsAsInGo() {
    var text =
        "{\"ipam\": {\"assign_ipv6\": \"true\", \"type\": \"calico-ipam\", \"assign_ipv6\": \"no\"}}";
    assertThat(CniConfig.parse(text).orElseThrow().assignsIpv6()).isFalse();
    assertThat(CniConfig.parse(edited(text)).orElseThrow().assignsIpv6()).isTrue();
  }

  @Test
  void anEditedConfigurationAsksForNoOther() {
    var config = CniConfig.parse(edited(UPSTREAM)).orElseThrow();
    assertThat(config.assignsIpv6()).isTrue();
    assertThat(config.withIpv6()).isEqualTo(edited(UPSTREAM));
  }

  @Test
  void pinnedPoolsAreRead() {
    assertThat(CniConfig.parse(UPSTREAM).orElseThrow().ipv6Pools()).isEmpty();
    assertThat(
            CniConfig.parse(
                    "{\"ipam\": {\"type\": \"calico-ipam\", \"ipv4_pools\": [\"a\"],"
                        + " \"ipv6_pools\": [\"fd00::/64\", \"mine\"]}}")
                .orElseThrow()
                .ipv6Pools())
        .isEqualTo(List.of("fd00::/64", "mine"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "\"ipam\"",
        "{\"ipam\": \"calico-ipam\"}",
        "{\"ipam\": {\"type\": \"host-local\"}}",
        "{\"ipam\": {\"type\": \"calico-ipam\"}",
        "{\"ipam\": {\"type\": \"calico-ipam\",}}",
        "{\"ipam\": {\"type\": \"calico-ipam\"}} {}",
        "{\"ipam\": {\"type\": \"calico-ipam}}",
        "{\"a\": {\"ipam\": {\"type\": \"calico-ipam\"}}, \"ipam\": {\"type\": \"calico-ipam\"}}",
        "{\"ipam\": {\"note\": \"\\\"type\\\": \\\"calico-ipam\\\"\"}}",
      })
  void whatIsNotOneCalicoIpamIsNotTouched(String text) {
    assertThat(CniConfig.parse(text)).isEmpty();
  }

  @Test
  void whatIsNestedWithoutEndIsNoConfiguration() {
    assertThat(CniConfig.parse("[".repeat(100_000))).isEmpty();
  }

  @Property(tries = 500)
  void noTextWhateverBreaksTheReader(@ForAll String noise, @ForAll int at) {
    var cut = Math.floorMod(at, UPSTREAM.length());
    CniConfig.parse(noise);
    CniConfig.parse(UPSTREAM.substring(0, cut) + noise + UPSTREAM.substring(cut))
        .map(CniConfig::withIpv6)
        .flatMap(CniConfig::parse)
        .ifPresent(config -> assertThat(config.assignsIpv6()).isTrue());
  }

  static Stream<Named<Path>> manifests() throws IOException {
    var shared = RepositoryLayout.find().root().resolve("../shared/calico").normalize();
    if (!Files.isDirectory(shared)) {
      System.out.println("no " + shared + ": upstream's CNI configurations are not tried");
      return Stream.of(Named.of("ours", RepositoryLayout.find().smallManifest()));
    }
    try (var files = Files.walk(shared)) {
      return files
          .filter(f -> f.getFileName().toString().matches("calico(-vxlan|-typha|-bpf)?\\.yaml"))
          .sorted()
          .map(f -> Named.of(f.getParent().getFileName() + "/" + f.getFileName(), f))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyManifestIsEditedInOnePlaceAndStaysJson(Path manifest) throws IOException {
    var text = Files.readString(manifest);
    var config =
        Stream.of(text.split("\n---", -1))
            .filter(d -> d.contains("cni_network_config: |-"))
            .map(d -> Serialization.unmarshal(d, ConfigMap.class).getData().get(CniConfig.KEY))
            .findFirst()
            .orElseThrow();
    var edited = edited(config);
    assertThat(json(edited).findValue("ipam").path("assign_ipv6").asText()).isEqualTo("true");
    var without = json(edited);
    without
        .findParents("assign_ipv6")
        .forEach(o -> ((com.fasterxml.jackson.databind.node.ObjectNode) o).remove("assign_ipv6"));
    assertThat(without).isEqualTo(json(config));
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String template)
      throws JsonProcessingException {
    return new ObjectMapper().readTree(template.replaceAll(":\\s*__[A-Z_]+__", ": 0"));
  }
}
