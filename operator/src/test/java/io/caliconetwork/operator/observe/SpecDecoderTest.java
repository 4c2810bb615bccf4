package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.Overlay;
import io.caliconetwork.operator.admission.MalformedNetwork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecDecoderTest {

  static List<MalformedNetwork> malformed() {
    return MalformedNetwork.all();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedNetworkIsASentenceForAPerson(MalformedNetwork network) {
    var reading = SpecDecoder.spec(network.object());
    assertThat(reading.spec()).isEmpty();
    assertThat(reading.problems())
        .isNotEmpty()
        .allSatisfy(p ->
            assertThat(p)
                .matches("(spec|metadata)[^ ]*: .+; .+")
                .doesNotContain("Exception", "java", "jackson", "Token", "null"));
    assertThat(String.join("; ", reading.problems())).contains(network.names());
  }

  @Test
  void everyFieldIsRead() {
    var reading =
        SpecDecoder.spec(
            network(
                """
                {"overlay": "IPIPCrossSubnet", "cidr": "10.244.0.0/16", "blockSize": 24,
                 "natOutgoing": false, "nodeSelector": " all()\\n", "disableBGPExport": true,
                 "mtu": 1400, "mode": "Plan", "temporaryCIDR": "10.245.0.0/16",
                 "ipv6": {"cidr": "fd00:10:244::/56", "blockSize": 122, "overlay": "VXLAN"},
                 "migration": {"strategy": "Evict", "maxConcurrentEvictions": 3},
                 "acceptRisks": ["NodesInSeveralSubnets"], "calico": {"namespace": "calico"}}
                """));
    assertThat(reading.problems()).isEmpty();
    var spec = reading.spec().orElseThrow();
    assertThat(spec.overlay()).isEqualTo(Overlay.IPIP_CROSS_SUBNET);
    assertThat(spec.blockSize()).isEqualTo(24);
    assertThat(spec.acceptRisks()).containsExactly(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS);
    assertThat(spec.calico().namespace()).isEqualTo("calico");
  }

  @Test
  void aFieldOfALaterVersionIsPassedOver() {
    assertThat(SpecDecoder.spec(network("{\"overlay\": \"None\", \"new\": {}}")).problems())
        .isEmpty();
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThat(
            SpecDecoder.spec(network("{\"cidr\": \"x\", \"blockSize\": 19, \"mtu\": 1}"))
                .problems())
        .hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | spec: is not an object; write its fields, as 'kubectl explain cnet.spec' shows them",
        "[] | spec: is not an object; write its fields, as 'kubectl explain cnet.spec' shows them",
        "{\"mtu\": \"1400\"} | spec.mtu: is not a whole number; write one, without quotes",
        "{\"mtu\": 99999999999} | spec: holds a number that is out of range (99999999999); write one"
            + " that 'kubectl explain cnet.spec' allows",
        "{\"cidr\": 10} | spec.cidr: is not text; write it in quotes",
        "{\"mode\": \"plan\"} | spec.mode: is not a known value; write Enforce or Plan",
        "{\"acceptRisks\": {}} | spec.acceptRisks: is not a list; write its values in [brackets]",
        "{\"natOutgoing\": 1} | spec.natOutgoing: is neither true nor false; write one of them,"
            + " without quotes",
      })
  void aWrongTypeIsToldByWhatIsExpected(String spec, String sentence) {
    assertThat(SpecDecoder.spec(network(spec)).problems()).containsExactly(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"conditions\": [null]}",
        "{\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}",
        "{\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\", \"reason\": \"Converged\","
            + " \"message\": \"\", \"lastTransitionTime\": \"yesterday\"}]}",
        "{\"conditions\": \"fine\"}",
        "{\"plan\": {\"steps\": [null]}}",
        "{\"plan\": {\"steps\": [{}]}}",
        "{\"plan\": {\"steps\": [{\"name\": \"A\", \"state\": \"Running\", \"since\": \"\"}]}}",
        "{\"observedGeneration\": \"one\"}",
        "7",
        "null",
      })
  void aStatusThatIsNotOursIsNone(String status) {
    var network = network("{}");
    network.setStatus(json(status));
    assertThat(SpecDecoder.status(network)).isEmpty();
  }

  @Test
  void theStatusBeforeTheFirstLookIsRead() {
    var network = network("{}");
    network.setStatus(json("{\"observedGeneration\": -1}"));
    assertThat(SpecDecoder.status(network).orElseThrow().observedGeneration()).isEqualTo(-1);
    assertThat(SpecDecoder.status(network("{}"))).isEmpty();
  }

  private static DeclaredNetwork network(String spec) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    network.setSpec(json(spec));
    return network;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
