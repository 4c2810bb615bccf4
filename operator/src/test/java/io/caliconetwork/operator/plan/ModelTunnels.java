package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.PilotPool;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tunnels of the model's nodes, the pilot pool that they may get their addresses from, and what
 * address management keeps in its range. Checks the rules of a second pool.
 */
final class ModelTunnels {

  /** Where a tunnel address comes from. */
  enum Source {
    PILOT,
    MAIN
  }

  private static final Ipv4Range RANGE = Ipv4Range.of(Clusters.LENT);

  private final Map<Family, Source[]> tunnels = new EnumMap<>(Family.class);
  private final boolean[] blocks;
  private final boolean[] affinities;
  private Optional<PilotPool> pilot = Optional.empty();
  private boolean disabled;

  /** Whether forwarding entries have followed the last change. */
  private boolean settled = true;

  /** Whether the default pool changed its family and nothing has settled since. */
  private boolean flipped;

  ModelTunnels(int nodes, Family family) {
    tunnels.put(Family.IPIP, new Source[nodes]);
    tunnels.put(Family.VXLAN, new Source[nodes]);
    blocks = new boolean[nodes];
    affinities = new boolean[nodes];
    if (family != Family.NONE) {
      Arrays.fill(tunnels.get(family), Source.MAIN);
    }
  }

  /** The node with its addresses. */
  NodeFacts node(int i) {
    return Clusters.node(i, address(Family.IPIP, i), address(Family.VXLAN, i));
  }

  private Optional<String> address(Family family, int i) {
    return Optional.ofNullable(tunnels.get(family)[i])
        .map(s -> s == Source.PILOT ? "10.245.0." + 4 * i : "10.244." + i + ".1");
  }

  boolean has(Family family, int node) {
    return tunnels.get(family)[node] != null;
  }

  /** The pool, if it is there. */
  Optional<IpPool> pool() {
    return pilot.map(p ->
        new IpPool(
            p.name(),
            "1",
            p.cidr().toString(),
            p.blockSize(),
            new IpPool.Modes(
                p.encapsulation().ipipMode().value(), p.encapsulation().vxlanMode().value(), false),
            p.options(),
            disabled,
            p.allowedUses()));
  }

  Settling settling() {
    return new Settling(
        Settling.USUAL,
        settled ? Duration.ZERO : Settling.USUAL,
        flipped ? Settling.USUAL : Duration.ZERO);
  }

  /** Time passes; false when nothing waits for it. */
  boolean settle() {
    var waiting = !settled;
    settled = true;
    flipped &= !waiting;
    return waiting;
  }

  /** Something changed that forwarding entries follow; or the operator does not know. */
  void unsettle() {
    settled = false;
  }

  /** The operator does not know for how long anything has been as it is. */
  void forget() {
    settled = false;
    flipped = false;
  }

  /** The default pool was written: to another family, Felix restarts on every node. */
  void written(Encapsulation from, Encapsulation to) {
    if (from.family() != to.family()) {
      flipped = true;
      unsettle();
    }
  }

  /** Pods of calico-node are about to be replaced. */
  void rolls() {
    assertThat(flipped).as("pods are replaced while Felix restarts on every node").isFalse();
  }

  void write(PoolStep step, Encapsulation main, boolean cutOff) {
    switch (step) {
      case PoolStep.CreatePilotPool s -> {
        assertThat(pilot).as("a pool of that name is there").isEmpty();
        assertThat(s.pool().encapsulation().family()).isNotEqualTo(main.family());
        pilot = Optional.of(s.pool());
        disabled = false;
      }
      case PoolStep.EnablePool s -> throw new AssertionError("ranges stay: " + s);
      case PoolStep.DisablePool s -> {
        assertThat(disabled).isFalse();
        if (serves(main)) {
          assertThat(settled).as("the pool's traffic has just taken to the tunnels").isTrue();
        }
        disabled = true;
      }
      case PoolStep.ReleaseBlocks s -> release(s.now(), cutOff);
      case PoolStep.DeletePool s -> {
        assertThat(disabled).isTrue();
        assertThat(claims().none()).as("blocks or claims are left behind").isTrue();
        pilot = Optional.empty();
        disabled = false;
        return;
      }
    }
    unsettle();
  }

  private void release(IpamClaims given, boolean cutOff) {
    assertThat(disabled).isTrue();
    assertThat(settled).as("tunnels have just moved, or somebody takes an address yet").isTrue();
    for (int i = 0; i < blocks.length; i++) {
      var cidr = cidr(i);
      var block = given.blocks().stream().anyMatch(b -> b.cidr().equals(cidr));
      var affinity = given.affinities().stream().anyMatch(a -> a.cidr().equals(cidr));
      if (block || affinity) {
        assertThat(holds(i)).as("the block of node " + i + " holds an address").isFalse();
      }
      blocks[i] &= !block;
      if (cutOff && affinity) {
        return;
      }
      affinities[i] &= !affinity;
    }
  }

  /** Whether the default pool's traffic goes through tunnels of the pilot's kind. */
  private boolean serves(Encapsulation main) {
    return pilot.filter(p -> p.encapsulation().family() == main.family()).isPresent();
  }

  /** The default pool takes to another encapsulation although a range is lent. */
  void flips(Encapsulation from, Encapsulation to) {
    if (from.family() != to.family() && to.family() != Family.NONE) {
      assertThat(tunnels.get(to.family()))
          .as("the tunnels of " + to + " come before the pool needs them")
          .doesNotContainNull();
      assertThat(settled).as("forwarding entries come before the pool needs them").isTrue();
    }
    if (from.family() == to.family() && !to.direct()) {
      assertThat(pilot).as("what goes directly does not feel the pilot pool go").isEmpty();
    }
    if (from.family() != to.family() && to.family() != Family.NONE && !to.direct()) {
      assertThat(from.direct()).as("nothing proves that the subnet carries pods").isFalse();
    }
  }

  /** One node's tunnel addresses follow the pools; false when they do already. */
  boolean follow(int i, Encapsulation main) {
    var moved = false;
    for (var family : List.of(Family.IPIP, Family.VXLAN)) {
      var sources = sources(family, main);
      var now = tunnels.get(family)[i];
      if (now == null ? !sources.isEmpty() : !sources.contains(now)) {
        tunnels.get(family)[i] = sources.isEmpty() ? null : sources.getFirst();
        if (!sources.isEmpty() && sources.getFirst() == Source.PILOT) {
          blocks[i] = true;
          affinities[i] = true;
        }
        moved = true;
      }
    }
    if (moved) {
      unsettle();
    }
    return moved;
  }

  /** In the order of the pools' names. */
  private List<Source> sources(Family family, Encapsulation main) {
    return Stream.of(
            pilot
                .filter(p -> !disabled && p.encapsulation().family() == family)
                .map(p -> Source.PILOT),
            Optional.of(Source.MAIN).filter(m -> main.family() == family))
        .flatMap(Optional::stream)
        .toList();
  }

  private boolean holds(int i) {
    return tunnels.values().stream().anyMatch(t -> t[i] == Source.PILOT);
  }

  /** What address management keeps in the range. */
  IpamClaims claims() {
    var foundBlocks = new ArrayList<IpamClaims.Block>();
    var foundAffinities = new ArrayList<IpamClaims.Affinity>();
    for (int i = 0; i < blocks.length; i++) {
      var node = "node-" + i;
      var stored = new IpamClaims.Stored("n" + i, "1");
      if (blocks[i]) {
        foundBlocks.add(
            new IpamClaims.Block(
                stored,
                cidr(i),
                Optional.of(node),
                holds(i) ? Given.to(new IpamClaims.Holder(node, "a tunnel")) : Given.NONE,
                false));
      }
      if (affinities[i]) {
        foundAffinities.add(new IpamClaims.Affinity(stored, cidr(i), node, "confirmed", false));
      }
    }
    return new IpamClaims(RANGE, foundBlocks, foundAffinities);
  }

  private static String cidr(int i) {
    return "10.245.0." + 4 * i + "/30";
  }

  void settledAs(Encapsulation overlay) {
    assertThat(pilot).isEmpty();
    assertThat(claims().none()).isTrue();
    tunnels.forEach((family, sources) ->
        assertThat(sources).containsOnly(overlay.family() == family ? Source.MAIN : (Source) null));
  }

  String state() {
    return Arrays.toString(tunnels.get(Family.IPIP))
        + Arrays.toString(tunnels.get(Family.VXLAN))
        + pilot.map(p -> p.encapsulation() + (disabled ? " off" : "")).orElse("no pilot")
        + Arrays.toString(blocks)
        + Arrays.toString(affinities)
        + settled
        + flipped;
  }
}
