package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.CheckCase;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Notices;
import io.caliconetwork.operator.check.Refusal;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A cluster that is already as declared is never refused for a risk it lives with; the same
 * sentence is a warning.
 */
class AdoptionTest {

  /** Gone when nothing is about to change, or no thing a cluster could live with. */
  private static final List<CheckId> ONLY_AHEAD =
      List.of(
          CheckId.CALICO_NODE_UNAVAILABLE,
          // Fixed MTUs that work here are not argued with, but nearly ordinary ones are.
          CheckId.MTU_TOO_LARGE,
          // A new range of one's own fits itself.
          CheckId.POOL_PINNED);

  @TestFactory
  Stream<DynamicTest> whatTheClusterLivesWithIsAWarning() {
    return CheckCase.all().stream()
        .filter(c -> c.guardsAChange())
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var target = Target.resolve(c.wish(), c.trips().snapshot());
                  var cluster = adopted(target, c.trips().snapshot());
                  var decision = Decider.decide(c.wish(), cluster, new Decider.Past(false, false));
                  assertThat(
                          decision instanceof Decision.Refused r
                              ? r.refusals()
                              : List.<Refusal>of())
                      .isEmpty();
                  if (!ONLY_AHEAD.contains(c.check())) {
                    assertThat(Notices.of(Target.resolve(c.wish(), cluster), cluster))
                        .extracting(Notice::id)
                        .contains(c.check().id());
                  }
                }));
  }

  /** The cluster with pool, backend and MTU as the target has them. */
  private static ClusterSnapshot adopted(Target target, ClusterSnapshot cluster) {
    var to = target.pool();
    var pool =
        new IpPool(
            to.name(),
            "1",
            to.cidr().toString(),
            to.blockSize(),
            new IpPool.Modes(
                to.encapsulation().ipipMode().value(),
                to.encapsulation().vxlanMode().value(),
                false),
            to.options(),
            false,
            List.of());
    var pools =
        Stream.concat(
                Stream.of(pool),
                cluster.datastore().pools().stream().filter(p -> !p.name().equals(to.name())))
            .toList();
    var map = cluster.installation().configMap().orElseThrow();
    var data = new HashMap<>(map.data());
    target.wish().mtu().ifPresent(mtu -> data.put(ClusterSnapshot.MTU_KEY, mtu.toString()));
    target.backend().map(Backend::value).ifPresent(b -> data.put(ClusterSnapshot.BACKEND_KEY, b));
    return new ClusterSnapshot(
        new Installation(
            cluster.installation().daemonSet(),
            java.util.Optional.of(
                new ConfigMapFacts(
                    map.namespace(), map.name(), map.resourceVersion(), data, map.revision())),
            cluster.installation().kubeadmPodSubnet(),
            cluster.installation().otherOwners()),
        new Datastore(
            cluster.datastore().api(),
            pools,
            cluster.datastore().info(),
            cluster.datastore().bgp(),
            List.of()),
        cluster.nodes(),
        cluster.surroundings());
  }
}
