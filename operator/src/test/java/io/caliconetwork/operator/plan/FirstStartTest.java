package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Rollout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Before any calico-node has started everything is one revision. */
class FirstStartTest {

  private static final String REVISION = "7";

  /** The DaemonSet is there, its pods are not; the ConfigMap has been changed for it already. */
  private static ClusterSnapshot cutOff() {
    var cluster = Cluster.installed().withoutNodes().rollout(new Rollout(1, 1, 0, 0, 0)).snapshot();
    var installation = cluster.installation();
    var configMap = installation.configMap().orElseThrow();
    return new ClusterSnapshot(
        new Installation(
            installation.daemonSet(),
            Optional.of(
                new ConfigMapFacts(
                    configMap.namespace(),
                    configMap.name(),
                    configMap.resourceVersion(),
                    configMap.data(),
                    Optional.of(REVISION))),
            installation.kubeadmPodSubnet(),
            List.of()),
        cluster.datastore(),
        cluster.nodes());
  }

  @Test
  void aWriteThatWasCutOffBehindTheConfigMapIsFinishedInTheSameRevision() {
    var cluster = cutOff();
    var plan =
        Planner.plan(
            Target.resolve(Wishes.overlay(Encapsulation.IPIP_CROSS_SUBNET), cluster), cluster);
    var revisions =
        plan.steps().stream()
            .filter(s -> s instanceof Step.ReviseCalicoNode)
            .map(s -> ((Step.ReviseCalicoNode) s).revision())
            .toList();
    assertThat(revisions)
        .singleElement()
        .satisfies(r ->
            assertThat(r.annotations())
                .containsEntry(ConfigMapFacts.REVISION_ANNOTATION, REVISION));
  }
}
