package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.Optional;

/** What stands against a second pool that builds tunnels ahead. */
final class PilotChecks {

  private PilotChecks() {}

  static List<Guard> guards() {
    return List.of(
        PilotChecks::nameTaken,
        PilotChecks::tooSmall,
        PilotChecks::leftoverClaims,
        UnreachableNodes::finding);
  }

  private static Optional<Finding> nameTaken(Situation s) {
    return comes(s)
        .flatMap(p -> s.cluster().pool(p.name()))
        .map(p ->
            new Finding(
                CheckId.PILOT_POOL_NAME_TAKEN,
                "IPPool "
                    + p.name()
                    + " ("
                    + p.cidr()
                    + ") is not of this operator's making, for it is not for tunnels alone, and has"
                    + " the name of the pool that would build tunnels ahead of the change",
                "give that pool another name, or take spec.temporaryCIDR out and have the gap",
                true));
  }

  private static Optional<Finding> tooSmall(Situation s) {
    var nodes = Pilot.nodes(s.cluster());
    return comes(s)
        .filter(p -> p.blocks() < nodes)
        .map(p ->
            new Finding(
                CheckId.TEMPORARY_CIDR_TOO_SMALL,
                "spec.temporaryCIDR "
                    + p.cidr()
                    + " has "
                    + Words.addresses(p.blocks())
                    + " for "
                    + Words.count(nodes, "node")
                    + ": every node needs one for its tunnel, and a calico-node that finds none"
                    + " does not start",
                "lend a range of /"
                    + PilotPool.prefixFor(nodes)
                    + " or larger, which has room for nodes that join, or take"
                    + " spec.temporaryCIDR out and have the gap",
                true));
  }

  private static Optional<Finding> leftoverClaims(Situation s) {
    return comes(s)
        .flatMap(p ->
            s.cluster()
                .claims(p.cidr())
                .map(c -> c.ofOtherSizes(p.blockSize()))
                .filter(others -> !others.isEmpty())
                .map(others ->
                    new Finding(
                        CheckId.LEFTOVER_BLOCKS,
                        Words.count(others.size(), "IPAM block")
                            + " or claim of another size than /"
                            + p.blockSize()
                            + " left in spec.temporaryCIDR "
                            + p.cidr()
                            + ", such as "
                            + others.getFirst()
                            + ": a pool created over them would give addresses twice",
                        "lend a range that nothing uses",
                        true)));
  }

  /** The pool that would be created. */
  private static Optional<PilotPool> comes(Situation s) {
    return s.cluster().pilotPool().isEmpty() && Pilot.useful(s.target(), s.cluster())
        ? Pilot.lent(s.target(), s.cluster())
        : Optional.empty();
  }

  /** The way without a gap, where it was not taken for want of a range. */
  static Optional<String> advice(Situation s) {
    ClusterSnapshot cluster = s.cluster();
    if (Pilot.worth(s.target(), cluster).isEmpty()) {
      return Optional.empty();
    }
    var prefix = PilotPool.prefixFor(Pilot.nodes(cluster));
    return Optional.of(
        "spec.temporaryCIDR, a range of /"
            + prefix
            + " or larger that nothing uses, would let the "
            + s.overlay().family()
            + " tunnels be built before the pool needs them, and "
            + (Pilot.leavesVxlan(cluster)
                ? "leave a gap of about 0.1 seconds, at worst 2"
                : "spare the gap")
            + Ranges.freeWithin(s, prefix)
                .map(r -> "; free inside the cluster's pod range is " + r)
                .orElse(""));
  }

  /** One for tunnels only that was found retired and still gives somebody an address. */
  static Optional<Notice> kept(Situation s) {
    var accepted = UnreachableNodes.accepted(s.target(), s.cluster());
    return s.cluster()
        .pilotPool()
        .filter(IpPool::disabled)
        .flatMap(IpPool::range)
        .flatMap(s.cluster()::claims)
        .filter(c -> c.given().onlyOf(accepted))
        .map(c ->
            new Notice(
                "PilotPoolKept",
                "IPPool "
                    + IpPool.PILOT_NAME
                    + " ("
                    + c.range()
                    + ") is disabled and waits for "
                    + Words.some(c.given().named().stream().map(Object::toString).toList())
                    + ", unreachable and accepted as such: it is deleted when these nodes are back,"
                    + " or when their Node objects are deleted and calico-kube-controllers has"
                    + " released their addresses"));
  }
}
