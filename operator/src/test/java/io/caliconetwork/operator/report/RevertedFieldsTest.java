package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.observe.FieldWriter;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.TouchedField;
import io.caliconetwork.operator.plan.TouchedFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Owners by managedFields as the API server keeps them. */
class RevertedFieldsTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");

  private static FieldWriter writer(boolean ours, String manager, String variable) {
    var fields =
        """
        {"f:spec": {"f:template": {"f:spec": {"f:containers":
          {"k:{\\"name\\":\\"calico-node\\"}": {"f:env":
            {"k:{\\"name\\":\\"CALICO_IPV4POOL_IPIP\\"}": %s}}}}}}}
        """
            .formatted(variable);
    try {
      Map<String, Object> parsed = new ObjectMapper().readValue(fields, new TypeReference<>() {});
      return new FieldWriter(ours, manager, "Update", Optional.of(T0), parsed);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The variable that has to be put back. */
  private static List<TouchedField> fields() {
    var cluster =
        Cluster.installed()
            .podSubnet("192.168.0.0/16")
            .env("CALICO_IPV4POOL_IPIP", "CrossSubnet")
            .snapshot();
    var step = Decider.decide(Wishes.overlay(IPIP), cluster, true).next().orElseThrow();
    return TouchedFields.of(step, cluster);
  }

  @Test
  void theVariableIsNamedAsPeopleAndArgoDo() {
    assertThat(fields())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.object()).hasToString("DaemonSet kube-system/calico-node");
          assertThat(f.name())
              .isEqualTo("spec.template.spec.containers[calico-node].env[CALICO_IPV4POOL_IPIP]");
          assertThat(f.jq())
              .isEqualTo(
                  ".spec.template.spec.containers[] | select(.name == \"calico-node\") | .env[] |"
                      + " select(.name == \"CALICO_IPV4POOL_IPIP\")");
          assertThat(f.wished()).isEqualTo("Always");
        });
  }

  /** kubectl set env takes the value; the name of the entry stays ours. */
  @Test
  void whoOwnsTheValueChangedIt() {
    var ours = writer(true, "us", "{\".\": {}, \"f:name\": {}}");
    var theirs = writer(false, "kubectl-set", "{\"f:value\": {}}");
    assertThat(Revert.of(fields(), List.of(ours, theirs), T0))
        .contains(
            new Revert(
                List.of("spec.template.spec.containers[calico-node].env[CALICO_IPV4POOL_IPIP]"),
                "kubectl-set (Update)"));
  }

  @Test
  void aValueThatIsStillOursWasChangedByNobody() {
    var ours = writer(true, "us", "{\".\": {}, \"f:name\": {}, \"f:value\": {}}");
    var theirs = writer(false, "kubectl", "{\"f:name\": {}}");
    assertThat(Revert.of(fields(), List.of(ours, theirs), T0)).isEmpty();
  }

  @Test
  void aVariableThatWasRemovedWasRemovedByWhoWroteLast() {
    var theirs = writer(false, "kubectl-edit", "{}");
    assertThat(Revert.of(fields(), List.of(theirs), T0))
        .map(Revert::manager)
        .contains("kubectl-edit (Update)");
    assertThat(Revert.of(fields(), List.of(theirs), T0.plusSeconds(1))).isEmpty();
  }
}
