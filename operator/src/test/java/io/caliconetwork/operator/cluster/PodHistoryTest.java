package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.cluster.PodHistory.Guarded;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodHistoryTest {

  private final PodHistory history = new PodHistory();
  private int version = 100;

  /** A StatefulSet of three with a budget that wants two. */
  @BeforeEach
  void threeReady() {
    history.budget(budget(2));
    for (int i = 0; i < 3; i++) {
      history.pod(pod("db-" + i, "old", true));
    }
    history.begin();
  }

  private PodDisruptionBudget budget(int wanted) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName("db")
        .withNamespace("ns")
        .withResourceVersion(String.valueOf(version++))
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", "db")
        .addNewMatchExpression()
        .withKey("role")
        .withOperator("In")
        .withValues("first", "second")
        .endMatchExpression()
        .endSelector()
        .endSpec()
        .withNewStatus()
        .withDesiredHealthy(wanted)
        .endStatus()
        .build();
  }

  private Pod pod(String name, String incarnation, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .withUid(name + incarnation)
        .withResourceVersion(String.valueOf(version++))
        .addToLabels("app", "db")
        .addToLabels("role", "first")
        .addNewOwnerReference()
        .withKind("StatefulSet")
        .withName("db")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  private Pod terminating(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T00:00:00Z")
        .withResourceVersion(String.valueOf(version++))
        .endMetadata()
        .editStatus()
        .addNewCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .withReason("EvictionByEvictionAPI")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod ofJob(Pod pod, String phase) {
    return new PodBuilder(pod)
        .editMetadata()
        .editFirstOwnerReference()
        .withKind("Job")
        .endOwnerReference()
        .endMetadata()
        .editStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void nothingHappened() {
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(3, 2, false)).hasSize(1);
    assertThat(history.unreadyOrdinals()).containsEntry("ns/db", 0).hasSize(1);
    assertThat(history.replaced()).isEmpty();
  }

  @Test
  void oneIsEvictedAndComesBack() {
    var going = terminating(pod("db-1", "old", true));
    history.pod(going);
    assertThat(history.guarded())
        .as("about to go, so not ready")
        .containsEntry("ns/db", new Guarded(2, 2, false));
    history.deleted(going);
    history.pod(pod("db-1", "new", false));
    history.pod(pod("db-1", "new", true));
    assertThat(history.replaced()).containsExactly("ns/db-1");
    assertThat(history.evicted()).containsExactly("ns/db-1");
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(2, 2, false));
    assertThat(history.unreadyOrdinals()).containsEntry("ns/db", 1);
    assertThat(history.deletedTwice()).isEmpty();
  }

  @Test
  void twoAtOnceBreachTheBudget() {
    history.deleted(pod("db-1", "old", true));
    history.pod(pod("db-2", "old", false));
    history.pod(pod("db-2", "old", true));
    history.pod(pod("db-1", "new", true));
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(1, 2, true));
    assertThat(history.unreadyOrdinals()).containsEntry("ns/db", 2);
    assertThat(history.evicted()).as("deleted, not evicted").isEmpty();
  }

  @Test
  void aBudgetThatWantsMoreThanIsReady() {
    history.budget(budget(3));
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(3, 3, false));
    history.budget(budget(4));
    history.budget(budget(2));
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(3, 4, true));
  }

  @Test
  void onlyWhatTheSelectorSelectsCounts() {
    var stranger = pod("db-9", "old", true);
    stranger.getMetadata().getLabels().put("role", "third");
    history.pod(stranger);
    history.deleted(pod("db-0", "old", true));
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(2, 2, false));
    var left = pod("db-1", "old", true);
    left.getMetadata().getLabels().remove("role");
    history.pod(left);
    assertThat(history.guarded())
        .as("its labels have gone")
        .containsEntry("ns/db", new Guarded(1, 2, true));
  }

  @Test
  void finishedPodsOfJobsAreNotReplaced() {
    history.deleted(ofJob(pod("job-a", "1", false), "Succeeded"));
    assertThat(history.replaced()).isEmpty();
    history.deleted(ofJob(pod("job-b", "1", true), "Running"));
    assertThat(history.replaced()).containsExactly("ns/job-b");
  }

  @Test
  void oldNewsIsNoNews() {
    var before = pod("db-1", "old", false);
    history.pod(pod("db-1", "old", true));
    history.pod(before);
    assertThat(history.guarded()).containsEntry("ns/db", new Guarded(3, 2, false));
    history.deleted(pod("db-1", "old", true));
    history.pod(pod("db-1", "old", true));
    assertThat(history.unreadyOrdinals()).as("it does not come back").containsEntry("ns/db", 1);
  }

  @Test
  void deletedTwice() {
    history.deleted(pod("db-1", "old", true));
    history.deleted(pod("db-1", "old", true));
    assertThat(history.deletedTwice()).containsExactly("ns/db-1");
    assertThat(history.replaced()).hasSize(1);
  }

  @Test
  void knowsAList() {
    var added = pod("db-3", "old", true);
    var gone = pod("db-0", "old", true);
    var list =
        new PodListBuilder()
            .withNewMetadata()
            .withResourceVersion(String.valueOf(version++))
            .endMetadata()
            .withItems(List.of(pod("db-1", "old", true), pod("db-2", "old", true), added))
            .build();
    assertThat(history.knows(list)).as("none of it yet").isFalse();
    list.getItems().forEach(history::pod);
    assertThat(history.knows(list)).as("db-0 is still there").isFalse();
    history.deleted(gone);
    assertThat(history.knows(list)).isTrue();
    history.pod(pod("db-4", "old", true));
    assertThat(history.knows(list)).as("came after the list").isTrue();
  }
}
