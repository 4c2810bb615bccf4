package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.FieldWriter;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SecondWritersTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
  private static final String CONFIG_MAP = "ConfigMap kube-system/calico-config";
  private static final String DAEMON_SET = "DaemonSet kube-system/calico-node";
  private static final String POOL = "IPPool default-ipv4-ippool";

  private SecondWriters writers = memory();
  private Optional<CalicoNetworkStatus> last = Optional.empty();
  private Instant now = T0;
  private long generation = 1;

  /** Owns whatever is asked for, since then. */
  private Instant foreign = Instant.EPOCH;

  private boolean stillOurs;
  private int reads;

  private SecondWriters memory() {
    return new SecondWriters(
        object -> {
          reads++;
          var other =
              new FieldWriter(
                  false, "argocd-controller", "Apply", Optional.of(foreign), everything());
          return stillOurs
              ? List.of(new FieldWriter(true, "us", "Apply", Optional.of(T0), everything()), other)
              : List.of(other);
        },
        TimeLimits.DEFAULT.repairs());
  }

  private static Map<String, Object> everything() {
    Map<String, Object> leaf = Map.of();
    var modes = Map.<String, Object>of("f:ipipMode", leaf, "f:vxlanMode", leaf);
    return Map.of("f:spec", modes, "f:data", Map.of("f:calico_backend", leaf));
  }

  /** One look; the status is written as the reconciler would. */
  private Permit look(Wish wish, Cluster cluster) {
    var settled = StatusReport.settled(last, generation);
    return look(Decider.decide(wish, snapshot(cluster), settled));
  }

  /** With the tunnel addresses that belong to the pool. */
  private static ClusterSnapshot snapshot(Cluster cluster) {
    var taken = cluster.snapshot();
    var vxlan =
        taken.managedPool().flatMap(IpPool::encapsulation).filter(e -> e == VXLAN).isPresent();
    return new ClusterSnapshot(
        taken.installation(),
        taken.datastore(),
        taken.nodes().stream().map(n -> vxlan ? vxlanNode(n) : n).toList());
  }

  private static NodeFacts vxlanNode(NodeFacts node) {
    return new NodeFacts(
        node.name(),
        true,
        node.internalIp(),
        node.bgpAddress(),
        Optional.empty(),
        node.ipipAddress());
  }

  private Permit look(Decision decision) {
    var network = new DeclaredNetwork();
    network.setMetadata(
        new ObjectMetaBuilder()
            .withName("default")
            .withUid("u")
            .withGeneration(generation)
            .build());
    var permit = writers.permit(network, last, decision, now);
    var status =
        StatusReport.of(
            permit.decision(),
            last,
            generation,
            new Circumstances(
                now, TimeLimits.DEFAULT, OptionalInt.empty(), List.of(), permit.repairs()));
    StatusInvariants.assertHold(status);
    last = Optional.of(status);
    return permit;
  }

  private void write(Permit permit) {
    writers.made(permit, now);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private void revert() {
    later(Duration.ofSeconds(1));
    foreign = now;
  }

  private static Cluster pool(Encapsulation encapsulation) {
    return Cluster.installed()
        .podSubnet("192.168.0.0/16")
        .pool(
            Cluster.pool(
                IpPool.DEFAULT_NAME,
                "192.168.0.0/16",
                new IpPool.Modes(
                    encapsulation.ipipMode().value(), encapsulation.vxlanMode().value(), false)));
  }

  private int count(String object) {
    return last.map(CalicoNetworkStatus::repairs).orElse(List.of()).stream()
        .filter(r -> r.object().equals(object))
        .mapToInt(r -> r.times().size())
        .sum();
  }

  @Test
  void theFirstWriteOfAWishIsNoRepairWhoeverOwnsTheField() {
    foreign = T0;
    write(look(Wishes.overlay(VXLAN), pool(IPIP)));
    assertThat(count(POOL)).isZero();
    assertThat(reads).isZero();
  }

  @Test
  void aRevertOfASettledClusterIsCountedOnceAndPutRight() {
    look(Wishes.overlay(IPIP), pool(IPIP));
    assertThat(StatusReport.settled(last, 1)).isTrue();
    revert();
    var permit = look(Wishes.overlay(IPIP), pool(VXLAN));
    assertThat(permit.write()).isPresent();
    assertThat(permit.repairs())
        .containsExactly(
            new Repair(
                POOL,
                List.of("spec.ipipMode", "spec.vxlanMode"),
                "argocd-controller (Apply)",
                List.of("2026-11-23T12:00:01Z")));
    // The write fails, the operator looks again: still the same revert.
    later(Duration.ofSeconds(5));
    look(Wishes.overlay(IPIP), pool(VXLAN));
    // And so after a restart.
    writers = memory();
    assertThat(look(Wishes.overlay(IPIP), pool(VXLAN)).write()).isPresent();
    assertThat(count(POOL)).isEqualTo(1);
    assertThat(last.get().warnings()).extracting(w -> w.check()).contains("FieldReverted");
  }

  /** The wish, or what it comes to, changed; nobody wrote. */
  @Test
  void aFieldThatNobodyTouchedSinceIsNoRevert() {
    look(Wishes.overlay(IPIP), pool(IPIP));
    foreign = T0.minusSeconds(3600);
    assertThat(look(Wishes.overlay(IPIP), pool(VXLAN)).write()).isPresent();
    assertThat(count(POOL)).isZero();
  }

  /** Nobody changed it: what the spec comes to in this cluster did. */
  @Test
  void aFieldThatIsStillOursIsNoRevert() {
    look(Wishes.overlay(IPIP), pool(IPIP));
    revert();
    stillOurs = true;
    assertThat(look(Wishes.overlay(IPIP), pool(VXLAN)).write()).isPresent();
    assertThat(count(POOL)).isZero();
  }

  /** A network that is refused for its name says nothing about this one. */
  @Test
  void anotherNetworkDoesNotMakeItForget() {
    write(look(Wishes.overlay(VXLAN), pool(IPIP)));
    var other = new DeclaredNetwork();
    other.setMetadata(
        new ObjectMetaBuilder().withName("other").withUid("o").withGeneration(7L).build());
    writers.permit(
        other, Optional.empty(), new Decision.InvalidSpec(List.of("spec: no; write")), now);
    revert();
    look(Wishes.overlay(VXLAN), pool(IPIP));
    assertThat(count(POOL)).isEqualTo(1);
  }

  @Test
  void theThirdRevertInTheMiddleOfAPlanStopsIt() {
    for (int i = 0; i < 2; i++) {
      write(look(Wishes.overlay(VXLAN), pool(IPIP)));
      revert();
    }
    write(look(Wishes.overlay(VXLAN), pool(IPIP)));
    assertThat(count(POOL)).isEqualTo(2);
    revert();
    var permit = look(Wishes.overlay(VXLAN), pool(IPIP));
    assertThat(permit.write()).isEmpty();
    assertThat(permit.decision()).isInstanceOf(Decision.Contested.class);
    var stalled = Conditions.find(last.get().conditions(), Conditions.STALLED).get();
    assertThat(stalled.reason()).isEqualTo("FieldContested");
    assertThat(stalled.message())
        .startsWith(
            "argocd-controller (Apply) keeps changing back spec.ipipMode, spec.vxlanMode of IPPool"
                + " default-ipv4-ippool (3 times, last noticed at 2026-11-23T12:00:03Z). These"
                + " fields are left as they are until 2026-11-23T12:10:03Z, ")
        .contains("spec.vxlanMode of IPPool default-ipv4-ippool to Always")
        .endsWith(
            """
            spec:
              ignoreDifferences:
              - group: "crd.projectcalico.org"
                kind: IPPool
                name: default-ipv4-ippool
                jqPathExpressions:
                - '.spec.ipipMode'
                - '.spec.vxlanMode'
              syncPolicy:
                syncOptions:
                - RespectIgnoreDifferences=true\
            """);
    // Nothing moves while it is open, and nothing is asked for.
    var before = last;
    var asked = reads;
    later(Duration.ofMinutes(9));
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isEmpty();
    assertThat(last).isEqualTo(before);
    assertThat(reads).isEqualTo(asked);
    // Not after a restart either.
    writers = memory();
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isEmpty();
    // Then one repair is tried.
    later(Duration.ofMinutes(2));
    write(look(Wishes.overlay(VXLAN), pool(IPIP)));
    revert();
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isEmpty();
    later(Duration.ofMinutes(19));
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isEmpty();
    later(Duration.ofMinutes(2));
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isPresent();
  }

  @Test
  void whatIsFoundAsWishedEndsItAtOnce() {
    fight();
    var permit = look(Wishes.overlay(IPIP), pool(IPIP));
    assertThat(permit.decision()).isInstanceOf(Decision.Settled.class);
    assertThat(StatusReport.settled(last, generation)).isTrue();
  }

  @Test
  void anEditOfTheSpecEndsItAtOnce() {
    fight();
    generation = 2;
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isPresent();
    assertThat(last.get().repairs()).isNull();
  }

  private void fight() {
    for (int i = 0; i < 3; i++) {
      write(look(Wishes.overlay(VXLAN), pool(IPIP)));
      revert();
    }
    assertThat(look(Wishes.overlay(VXLAN), pool(IPIP)).write()).isEmpty();
  }

  /** A revision costs a rolling restart: it waits, and the second one begins with the ConfigMap. */
  @Test
  void theSecondRevisionBeginsWithWhatRestartsNothing() {
    revertedTwiceAndProbed();
  }

  private void revertedTwiceAndProbed() {
    // Pool VXLAN, backend bird: what is left is one revision.
    var wish = Wishes.overlay(VXLAN);
    var cluster = pool(VXLAN);
    write(look(wish, cluster));
    revert();
    var first = look(wish, cluster);
    assertThat(count(CONFIG_MAP)).isEqualTo(1);
    assertThat(count(DAEMON_SET)).isEqualTo(1);
    assertThat(first.held()).as("until whoever applies a manifest is through").isTrue();
    later(SecondWriters.SETTLE);
    var repair = look(wish, cluster);
    assertThat(repair.write()).get().isInstanceOf(Step.ReviseCalicoNode.class);
    assertThat(repair.begin()).isFalse();
    write(repair);
    revert();
    assertThat(look(wish, cluster).held()).isTrue();
    later(SecondWriters.SETTLE);
    var probe = look(wish, cluster);
    assertThat(probe.begin()).as("the ConfigMap only").isTrue();
    write(probe);
    // It stays: after a while the DaemonSet follows.
    cluster.configMap("calico_backend", "vxlan");
    assertThat(look(wish, cluster).held()).isTrue();
    later(Duration.ofSeconds(15));
    var rest = look(wish, cluster);
    assertThat(rest.write()).isPresent();
    assertThat(rest.begin()).isFalse();
    assertThat(count(DAEMON_SET)).isEqualTo(2);
  }

  /** kubectl writes object after object, and the look in between already ends Ready. */
  @Test
  void everyObjectOfAManifestIsCounted() {
    var settled =
        pool(VXLAN).configMap("calico_backend", "vxlan").env("CALICO_IPV4POOL_IPIP", "Never");
    settled
        .env("CALICO_IPV4POOL_VXLAN", "Always")
        .probes(
            List.of("/bin/calico-node", "-felix-live"),
            List.of("/bin/calico-node", "-felix-ready"));
    look(Wishes.overlay(VXLAN), settled);
    assertThat(StatusReport.settled(last, 1)).isTrue();
    revert();
    look(Wishes.overlay(VXLAN), settled.configMap("calico_backend", "bird"));
    assertThat(StatusReport.settled(last, 1)).isFalse();
    assertThat(count(CONFIG_MAP)).isEqualTo(1);
    assertThat(count(DAEMON_SET)).isZero();
    look(Wishes.overlay(VXLAN), settled.env("CALICO_IPV4POOL_VXLAN", "Never"));
    assertThat(count(CONFIG_MAP)).isEqualTo(1);
    assertThat(count(DAEMON_SET)).isEqualTo(1);
  }

  @Test
  void whoRevertsTheConfigMapAgainIsFoundOutBeforeTheFleetRolls() {
    revertedTwiceAndProbed();
    var cluster = pool(VXLAN);
    revert();
    var permit = look(Wishes.overlay(VXLAN), cluster);
    assertThat(permit.decision()).isInstanceOf(Decision.Contested.class);
    assertThat(permit.write()).isEmpty();
    assertThat(count(CONFIG_MAP)).isEqualTo(3);
    assertThat(count(DAEMON_SET)).isEqualTo(2);
  }
}
