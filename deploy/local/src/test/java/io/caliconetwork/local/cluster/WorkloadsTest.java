package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {

  @ParameterizedTest
  @CsvSource({"60, 4", "26, 4", "500, 10", "2000, 50"})
  void asManyPodsAsAskedForAndSomeOfEachKind(int pods, int nodes) {
    Workloads workloads = Workloads.of(pods, nodes);
    assertThat(workloads.pods(nodes)).isEqualTo(pods);
    assertThat(workloads.deployments()).isNotEmpty().allMatch(replicas -> replicas >= 1);
    assertThat(workloads.statefulSets()).isNotEmpty().allMatch(replicas -> replicas >= 1);
    assertThat(workloads.jobs()).isNotEmpty();
    assertThat(workloads.daemonSets()).isPositive();
    assertThat(workloads.barePods()).isPositive();
    assertThat(workloads.namespaces()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void tooFewForAMix() {
    assertThatThrownBy(() -> Workloads.of(25, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 26");
  }

  @Test
  void allPodsAreInObjects() {
    WorkloadObjects objects = new WorkloadObjects(Workloads.of(2000, 50));
    List<HasMetadata> controlled = objects.controlled();
    int pods = objects.barePods().size();
    for (HasMetadata object : controlled) {
      pods +=
          switch (object) {
            case Deployment set -> set.getSpec().getReplicas();
            case StatefulSet set -> set.getSpec().getReplicas();
            case DaemonSet set -> 50;
            case Job job -> 1;
            default -> 0;
          };
    }
    assertThat(pods).isEqualTo(2000);
    assertThat(controlled)
        .as("of each kind in a namespace, names are unique")
        .extracting(object ->
            object.getKind() + object.getMetadata().getNamespace() + object.getMetadata().getName())
        .doesNotHaveDuplicates();
    assertThat(objects.namespaces()).hasSize(8);
  }

  /** Or a cluster full of them could never be emptied. */
  @Test
  void everyBudgetLetsAPodGo() {
    List<HasMetadata> controlled =
        new WorkloadObjects(
                new Workloads(
                    2,
                    List.of(1, 2, 3, 1, 5, 2, 50, 1, 1),
                    List.of(1, 2, 3),
                    0,
                    List.of(),
                    0,
                    Duration.ZERO))
            .controlled();
    var guarded =
        controlled.stream()
            .filter(PodDisruptionBudget.class::isInstance)
            .map(PodDisruptionBudget.class::cast)
            .collect(
                Collectors.toMap(
                    budget -> budget.getMetadata().getName(),
                    budget ->
                        budget.getSpec().getMinAvailable() == null
                            ? "at most " + budget.getSpec().getMaxUnavailable().getValue() + " down"
                            : "at least " + budget.getSpec().getMinAvailable().getValue() + " up"));
    assertThat(guarded)
        .containsOnly(
            java.util.Map.entry("web-2", "at least 50% up"),
            java.util.Map.entry("web-3", "at most 25% down"),
            java.util.Map.entry("web-5", "at least 50% up"),
            java.util.Map.entry("web-6", "at most 25% down"),
            java.util.Map.entry("db-2", "at most 1 down"),
            java.util.Map.entry("db-3", "at most 1 down"));
  }
}
