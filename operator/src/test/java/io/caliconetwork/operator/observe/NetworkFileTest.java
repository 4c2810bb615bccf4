package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.admission.MalformedNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFileTest {

  private static final String HEAD =
      "apiVersion: caliconetwork.io/v1alpha1\nkind: CalicoNetwork\nmetadata: {name: default}\n";

  private static List<String> problems(String text) {
    return NetworkFile.read("f.yaml", text).problems();
  }

  private static DeclaredNetwork network(String text) {
    var reading = NetworkFile.read("f.yaml", text);
    assertThat(reading.problems()).isEmpty();
    return reading.network().orElseThrow();
  }

  @Test
  void picksTheCalicoNetworkAmongOthers() {
    var network =
        network("kind: Namespace\n---\n# nothing\n---\n" + HEAD + "spec: {overlay: VXLAN}\n---\n");
    assertThat(network.getMetadata().getName()).isEqualTo("default");
    assertThat(network.getSpec().path("overlay").asText()).isEqualTo("VXLAN");
  }

  @Test
  void readsJsonAndLists() {
    var json =
        "{\"kind\": \"List\", \"items\": [{\"apiVersion\": \"caliconetwork.io/v1alpha1\","
            + " \"kind\": \"CalicoNetwork\", \"metadata\": {\"name\": \"default\"},"
            + " \"spec\": {\"overlay\": \"None\"}}]}";
    assertThat(network(json).getSpec().path("overlay").asText()).isEqualTo("None");
  }

  @Test
  void followsAnchors() {
    var network =
        network(HEAD + "spec: {overlay: VXLAN, cidr: &c 10.0.0.0/16, nodeSelector: &c2 all()}");
    assertThat(network.getSpec().path("cidr").asText()).isEqualTo("10.0.0.0/16");
    assertThat(
            network("a: &o VXLAN\n---\n" + HEAD + "spec: {overlay: &p VXLAN, nodeSelector: *p}")
                .getSpec()
                .path("nodeSelector")
                .asText())
        .isEqualTo("VXLAN");
  }

  @Test
  void fillsInWhatTheApiServerFillsInAndDropsNulls() {
    var spec =
        network(HEAD + "spec: {overlay: VXLAN, cidr: null, migration: {}, calico: {daemonSet: c}}")
            .getSpec();
    assertThat(spec.toString())
        .isEqualTo(
            "{\"overlay\":\"VXLAN\",\"migration\":{\"maxConcurrentEvictions\":5,"
                + "\"strategy\":\"Forbid\"},\"calico\":{\"daemonSet\":\"c\","
                + "\"configMap\":\"calico-config\",\"namespace\":\"kube-system\"},"
                + "\"mode\":\"Enforce\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|f.yaml: holds no CalicoNetwork; write one with apiVersion",
        "'# nothing'|f.yaml: holds no CalicoNetwork",
        "'just text'|f.yaml: holds no CalicoNetwork",
        "'kind: Pod'|f.yaml: holds no CalicoNetwork, only Pod;",
        "'a: [1'|f.yaml: line 1, column 6: expected ',' or ']'",
        "'a: 1\nb: \tx: 2'|f.yaml: line 2, column",
        "'a: 1\na: 2'|f.yaml: line 2, column 1: found duplicate key a",
        "'a: *b'|f.yaml: line 1, column 4: found undefined alias b",
      })
  void saysWhatIsWrongWithTheFile(String text, String sentence) {
    assertThat(problems(text)).hasSize(1).first().asString().startsWith(sentence);
  }

  @Test
  void refusesSeveral() {
    assertThat(problems(HEAD + "---\n" + HEAD))
        .containsExactly("f.yaml: holds 2 CalicoNetworks; leave one, a cluster has one Calico");
  }

  @Test
  void namesEveryUnknownField() {
    assertThat(
            problems(
                "apiVersion: caliconetwork.io/v1\nkind: CalicoNetwork\nspecs: {}\n"
                    + "metadata: {name: default, colour: red}\n"
                    + "spec: {overlay: VXLAN, blocksize: 26, colour: red, ipv6: {cidr: x, mtu: 1},"
                    + " migration: {stratgy: Evict}}"))
        .containsExactly(
            "apiVersion: is 'caliconetwork.io/v1'; write caliconetwork.io/v1alpha1",
            "specs: is not a known field; did you mean spec?",
            "metadata.colour: is not a known field",
            "spec.blocksize: is not a known field; did you mean blockSize?",
            "spec.colour: is not a known field; leave it out, or write one of acceptRisks,"
                + " blockSize, calico, cidr, disableBGPExport, ipv6, migration, mode, mtu,"
                + " natOutgoing, nodeSelector, overlay, temporaryCIDR",
            "spec.ipv6.mtu: is not a known field; leave it out, or write one of blockSize, cidr,"
                + " disableBGPExport, natOutgoing, nodeSelector, overlay",
            "spec.migration.stratgy: is not a known field; did you mean strategy?");
  }

  static List<MalformedNetwork> malformed() {
    return MalformedNetwork.all();
  }

  /** What admission refuses, the file's reader and the decoder refuse between them. */
  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatAdmissionRefuses(MalformedNetwork malformed) {
    var document = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    document.put("apiVersion", "caliconetwork.io/v1alpha1").put("kind", "CalicoNetwork");
    document.putObject("metadata").put("name", malformed.object().getMetadata().getName());
    document.set("spec", malformed.object().getSpec());
    var reading = NetworkFile.read("f.yaml", document.toString());
    var problems = new ArrayList<>(reading.problems());
    reading.network().ifPresent(n -> problems.addAll(SpecDecoder.spec(n).problems()));
    assertThat(String.join("\n", problems)).contains(malformed.names()).doesNotContain("java.");
  }
}
