package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What stands against moving pods from one range to another (calico-semantics §11D). */
final class MigrationChecks {

  private MigrationChecks() {}

  static List<Check> checks() {
    return List.of(
        MigrationChecks::unclear,
        MigrationChecks::noTemporaryRange,
        MigrationChecks::cameBack,
        MigrationChecks::leftovers,
        MigrationChecks::tooSmall,
        MigrationChecks::consent);
  }

  /** With neither status nor spec to tell, which pool is which would be a guess. */
  private static Optional<Refusal> unclear(Target target, ClusterSnapshot cluster) {
    if (cluster.origin().isPresent() || !Migration.underWay(cluster)) {
      return Optional.empty();
    }
    var pools = cluster.managedPools();
    var lasting = pools.stream().filter(p -> !p.name().equals(IpPool.TEMPORARY_NAME)).toList();
    var sizes = lasting.stream().map(IpPool::effectiveBlockSize).distinct().count();
    var missing = new ArrayList<String>();
    if (target.wish().pool().cidr().isEmpty()) {
      missing.add("spec.cidr");
    }
    if (target.wish().pool().blockSize().isEmpty() && sizes != 1) {
      missing.add("spec.blockSize");
    }
    return HandsOff.when(
        !missing.isEmpty(),
        Refusal.of(
            CheckId.MIGRATION_UNCLEAR,
            "a change from one range to another is under way between IPPools "
                + described(pools)
                + ", but status does not say any more which of them is to stay, and the spec"
                + " does not either",
            "set " + String.join(" and ", missing)));
  }

  /** Perhaps one that pods were leaving when somebody wiped status. */
  static Optional<Notice> disabled(ClusterSnapshot cluster) {
    var pools =
        cluster.workloadPools().stream()
            .filter(IpPool::disabled)
            .filter(p -> !cluster.managedPools().contains(p))
            .toList();
    return pools.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                "PoolDisabledElsewhere",
                described(pools)
                    + (pools.size() == 1 ? " is" : " are")
                    + " disabled and not this CalicoNetwork's to delete: pods keep the addresses"
                    + " they have of it. Delete it when it has none to give back, if nobody means to"
                    + " enable it again"));
  }

  private static Optional<Refusal> noTemporaryRange(Target target, ClusterSnapshot cluster) {
    return Migration.of(target, cluster)
        .filter(Migration::needsTemporary)
        .filter(m -> target.wish().pool().temporaryCidr().isEmpty())
        .map(m ->
            Refusal.of(
                CheckId.TEMPORARY_CIDR_REQUIRED,
                "the wished range "
                    + m.goal().cidr()
                    + " in blocks of /"
                    + m.goal().blockSize()
                    + " overlaps "
                    + described(m.leaving())
                    + ", which is in use, and Calico's pools must not overlap: pods have to live in"
                    + " a third range meanwhile, so that they move twice",
                "set spec.temporaryCIDR to a range of /"
                    + prefixFor(needed(cluster))
                    + " or larger that nothing else uses, or spec.cidr to one that does not"
                    + " overlap"));
  }

  private static Optional<Refusal> cameBack(Target target, ClusterSnapshot cluster) {
    var pods = cluster.moves().map(PodMoves::cameBack).orElse(List.of());
    return HandsOff.when(
        !pods.isEmpty(),
        Refusal.of(
            CheckId.PODS_COME_BACK,
            Words.count(pods.size(), "pod")
                + " got an address again of a pool that is disabled: "
                + Words.some(pods)
                + ". As long as that happens, moving pods has no end",
            "see what gives them such addresses, such as the annotations"
                + " cni.projectcalico.org/ipAddrs, ipAddrsNoIpam or ipv4pools, take it away and"
                + " recreate these pods"));
  }

  private static Optional<Refusal> leftovers(Target target, ClusterSnapshot cluster) {
    return Migration.of(target, cluster)
        .filter(m -> m.live().isEmpty())
        .flatMap(m ->
            cluster
                .claims(m.destination().cidr())
                .map(IpamClaims::held)
                // The pool for tunnels alone goes before pods come.
                .map(c -> c.outside(cluster.pilotPool().stream().toList()))
                .map(c -> c.ofOtherSizes(m.destination().blockSize()))
                .filter(others -> !others.isEmpty())
                .map(others ->
                    Refusal.of(
                        CheckId.LEFTOVER_BLOCKS,
                        Words.count(others.size(), "IPAM block")
                            + " of another size than /"
                            + m.destination().blockSize()
                            + " in "
                            + m.destination().cidr()
                            + ", such as "
                            + others.getFirst()
                            + ", still "
                            + (others.size() == 1 ? "gives" : "give")
                            + " addresses: a pool created over them would give some twice",
                        "see who has them (calicoctl ipam show --show-blocks), or choose a range"
                            + " that nothing uses")));
  }

  private static Optional<Refusal> tooSmall(Target target, ClusterSnapshot cluster) {
    return Migration.of(target, cluster)
        .flatMap(m ->
            tooSmall(m.goal(), CheckId.RANGE_TOO_SMALL, cluster)
                .or(() ->
                    m.needsTemporary()
                        ? tooSmall(m.destination(), CheckId.TEMPORARY_CIDR_TOO_SMALL, cluster)
                        : Optional.empty()));
  }

  private static Optional<Refusal> tooSmall(HopPool pool, CheckId check, ClusterSnapshot cluster) {
    var needed = needed(cluster);
    var nodes = Pilot.nodes(cluster);
    var blocks = pool.cidr().blocks(pool.blockSize());
    return HandsOff.when(
        pool.addresses() < needed || blocks < nodes,
        Refusal.of(
            check,
            pool.cidr()
                + " has "
                + Words.addresses(pool.addresses())
                + " in "
                + Words.count(blocks, "block")
                + " of /"
                + pool.blockSize()
                + ", and "
                + Words.count(needed - Pilot.nodes(cluster), "pod")
                + " and the tunnels of "
                + Words.count(nodes, "node")
                + " are to move there: some would find none, and a calico-node that finds none does"
                + " not start",
            "choose a range of /" + prefixFor(needed) + " or larger"));
  }

  private static long needed(ClusterSnapshot cluster) {
    return cluster.moves().map(m -> m.remaining().size()).orElse(0) + Pilot.nodes(cluster);
  }

  /** With room for as many pods again, and a block for each node. */
  private static int prefixFor(long addresses) {
    return Math.clamp(32L - Capacity.bits(2 * addresses), 8, 26);
  }

  private static Optional<Refusal> consent(Target target, ClusterSnapshot cluster) {
    return Migration.of(target, cluster)
        .filter(m -> target.wish().consent().strategy() == MigrationStrategy.FORBID)
        .filter(m -> !onlyTunnels(m, cluster))
        .map(m ->
            Refusal.of(
                CheckId.MIGRATION_REQUIRED,
                (Migration.underWay(cluster)
                        ? "consent to move pods was taken back, so nothing is moved any more: "
                        : "")
                    + m.leaving().stream()
                        .map(p -> change(p, m.goal()))
                        .collect(Collectors.joining(" and "))
                    + " needs another pool, for one in use cannot be edited: that leaks and doubles"
                    + " addresses. "
                    + pods(cluster)
                    + (m.hopAhead() ? ", twice" + byWayOf(m, target) : ""),
                "consent with spec.migration.strategy: Evict lets this operator move them"
                    + " (through the Eviction API, so PodDisruptionBudgets rule, at most "
                    + target.wish().consent().most()
                    + " at once), Manual lets it prepare and finish while you recreate them; or"
                    + stay(cluster)));
  }

  private static String change(IpPool from, HopPool to) {
    var changes = new ArrayList<String>();
    if (from.range().filter(to.cidr()::equals).isEmpty()) {
      changes.add("cidr " + from.cidr() + " → " + to.cidr());
    }
    if (from.effectiveBlockSize() != to.blockSize()) {
      changes.add("blockSize " + from.effectiveBlockSize() + " → " + to.blockSize());
    }
    return String.join(", ", changes) + " of IPPool " + from.name();
  }

  private static String byWayOf(Migration migration, Target target) {
    return target.wish().pool().temporaryCidr().isPresent() || migration.live().isPresent()
        ? ", by way of " + migration.destination().cidr()
        : "";
  }

  private static String stay(ClusterSnapshot cluster) {
    var origin = cluster.origin();
    var pool = cluster.managedPool().orElseThrow();
    return " set spec.cidr to "
        + origin.map(o -> o.cidr().toString()).orElse(pool.cidr())
        + " and spec.blockSize to "
        + origin.map(o -> o.blockSize()).orElse(pool.effectiveBlockSize())
        + (Migration.underWay(cluster) ? " to go back" : " to leave it as it is");
  }

  private static String pods(ClusterSnapshot cluster) {
    if (cluster.moves().isEmpty()) {
      return "All its pods would get new addresses";
    }
    var pods = cluster.moves().get().remaining();
    if (pods.isEmpty()) {
      return "No pod in the API has an address there, but addresses are still given";
    }
    var byKind = pods.stream().collect(Collectors.groupingBy(p -> p.owner().who()));
    var parts = new ArrayList<String>();
    if (byKind.containsKey(Kind.JOB)) {
      parts.add(byKind.get(Kind.JOB).size() + " of them of Jobs");
    }
    if (byKind.containsKey(Kind.BARE)) {
      parts.add(
          byKind.get(Kind.BARE).size()
              + " without a controller, which you would have to recreate: "
              + names(byKind.get(Kind.BARE)));
    }
    if (byKind.containsKey(Kind.STATIC)) {
      parts.add(
          byKind.get(Kind.STATIC).size() + " static, likewise: " + names(byKind.get(Kind.STATIC)));
    }
    return Words.count(pods.size(), "pod")
        + " would get "
        + (pods.size() == 1 ? "a new address" : "new addresses")
        + (parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")");
  }

  private static String names(List<MovingPod> pods) {
    return Words.some(pods.stream().map(MovingPod::name).toList());
  }

  /** Whether nothing but tunnels has addresses there: then nobody notices. */
  private static boolean onlyTunnels(Migration migration, ClusterSnapshot cluster) {
    return cluster.moves().map(PodMoves::remaining).filter(List::isEmpty).isPresent()
        && migration.leaving().stream()
            // Nobody can have come to one that is disabled.
            .allMatch(p -> p.disabled() || p.terminating() || onlyTunnels(p, cluster));
  }

  private static boolean onlyTunnels(IpPool pool, ClusterSnapshot cluster) {
    return pool.range().flatMap(cluster::claims).filter(c -> c.given().onlyTunnels()).isPresent();
  }

  private static String described(List<IpPool> pools) {
    return pools.stream()
        .map(p -> "IPPool " + p.name() + " (" + p.cidr() + ", /" + p.effectiveBlockSize() + ")")
        .collect(Collectors.joining(" and "));
  }
}
