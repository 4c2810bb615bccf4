package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Selector;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether every node gets a block, and enough addresses for its pods (law §5.2). */
final class Capacity {

  /** Blocks a node takes at most when IPAMConfig names no number. */
  private static final int MOST_BLOCKS = 20;

  private Capacity() {}

  static List<Guard> guards() {
    return List.of(Capacity::blocks, Capacity::addresses);
  }

  private static Optional<Finding> blocks(Situation s) {
    var pool = s.target().pool();
    var admitted = Selector.matching(pool.options().nodeSelector());
    var nodes = s.linuxNodes().stream().filter(n -> admitted.test(n.host().labels())).count();
    var blocks = pool.cidr().blocks(pool.blockSize()) + others(s);
    var strict = s.cluster().surroundings().ipam().strictAffinity();
    var consequence =
        strict
            ? "with strictAffinity pods cannot start on the nodes without one"
            : "the nodes without one borrow addresses, and a borrowed tunnel address does not work";
    return Finding.when(
        blocks < nodes,
        new Finding(
            CheckId.BLOCKS_FEWER_THAN_NODES,
            "range "
                + pool.cidr()
                + " has "
                + Words.count(blocks, "block")
                + " of /"
                + pool.blockSize()
                + " for "
                + Words.count(nodes, "Linux node")
                + " that nodeSelector "
                + selector(pool.options().nodeSelector())
                + " admits: "
                + consequence,
            "set spec.blockSize to at least "
                + Math.min(32, pool.cidr().prefix() + bits(nodes))
                + ", or spec.cidr to a larger range",
            s.change().addresses()
                || (s.change().family() && s.overlay().family() != Family.NONE)));
  }

  private static String selector(String text) {
    return text == null || text.isBlank() ? "all()" : text;
  }

  /** Blocks of other enabled pools that serve pods, and tunnels of this encapsulation. */
  private static long others(Situation s) {
    var family = s.overlay().family();
    return s.cluster().workloadPools().stream()
        .filter(p -> !p.disabled() && !s.cluster().managedPools().contains(p))
        .filter(p ->
            family == Family.NONE
                || (p.forTunnels()
                    && p.encapsulation()
                        .map(Encapsulation::family)
                        .filter(family::equals)
                        .isPresent()))
        .mapToLong(p -> p.range().get().blocks(p.effectiveBlockSize()))
        .sum();
  }

  /** Bits that tell so many apart. */
  static int bits(long count) {
    return count <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(count - 1);
  }

  private static Optional<Finding> addresses(Situation s) {
    var size = s.target().pool().blockSize();
    var configured = s.cluster().surroundings().ipam().maxBlocksPerHost();
    var most = configured > 0 ? configured : MOST_BLOCKS;
    var capacity = size < 0 || size > 32 ? Long.MAX_VALUE : (1L << (32 - size)) * most;
    // Every tunnel takes one address of the node's blocks.
    var forPods = capacity - (s.overlay().family() == Family.NONE ? 0 : 1);
    var fullest =
        s.linuxNodes().stream().max(Comparator.comparingInt((NodeFacts n) -> n.host().maxPods()));
    return fullest
        .filter(n -> n.host().maxPods() > forPods)
        .filter(n -> otherPools(s).isEmpty())
        .map(n ->
            new Finding(
                CheckId.FEW_ADDRESSES_PER_NODE,
                "a node gets at most "
                    + Words.count(most, "block")
                    + (configured > 0 ? " (maxBlocksPerHost)" : " (Calico's default)")
                    + " of /"
                    + size
                    + ", which is "
                    + forPods
                    + " addresses for pods"
                    + ", and the kubelet of "
                    + n.name()
                    + " takes "
                    + n.host().maxPods()
                    + " pods: pods beyond would wait in ContainerCreating",
                "set spec.blockSize to "
                    + largest(n.host().maxPods(), most)
                    + " or less, or maxPods of the kubelets to "
                    + forPods,
                s.change().addresses()));
  }

  private static List<IpPool> otherPools(Situation s) {
    return s.cluster().workloadPools().stream()
        .filter(p -> !p.disabled() && !s.cluster().managedPools().contains(p))
        .toList();
  }

  /** The longest prefix of a block with which so many blocks hold so many pods and a tunnel. */
  private static int largest(int pods, int blocks) {
    return Math.max(20, 32 - bits((pods + blocks) / blocks));
  }
}
