package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;

/**
 * A pool from which nodes get tunnel addresses, and nothing else does, so that the tunnels run
 * before the default pool needs them (calico-semantics §4.3).
 *
 * @param encapsulation always in its form for all traffic: no pod's traffic depends on it
 * @param cidr range
 * @param blockSize prefix length; every node takes one block
 */
public record PilotPool(Encapsulation encapsulation, Ipv4Range cidr, int blockSize)
    implements DesiredPool {

  /** The largest blocks it has: an address would do, and these were tried with real Calico. */
  private static final int LARGEST_BLOCKS = 30;

  private static final int SMALLEST_BLOCKS = 32;

  private static final int LONGEST_PREFIX = 28;

  /** The pool in a range, with blocks for twice the nodes where there is room: nodes may join. */
  static PilotPool in(Ipv4Range range, Encapsulation.Family family, long nodes) {
    return new PilotPool(
        family == Encapsulation.Family.IPIP ? Encapsulation.IPIP : Encapsulation.VXLAN,
        range,
        Math.clamp(
            range.prefix() + (long) Capacity.bits(2 * nodes), LARGEST_BLOCKS, SMALLEST_BLOCKS));
  }

  /** Nodes that get a block of it. */
  long blocks() {
    return cidr.blocks(blockSize);
  }

  /**
   * Prefix of the smallest range that has a block for each of the nodes, and for as many more; that
   * of sixteen addresses at most, or the advice would change with every node of a small cluster.
   */
  static int prefixFor(long nodes) {
    return Math.min(LONGEST_PREFIX, SMALLEST_BLOCKS - Capacity.bits(2 * nodes));
  }

  @Override
  public String name() {
    return IpPool.PILOT_NAME;
  }

  @Override
  public PoolOptions options() {
    return new PoolOptions(false, PoolOptions.ALL_NODES, false);
  }

  @Override
  public List<String> allowedUses() {
    return List.of("Tunnel");
  }
}
