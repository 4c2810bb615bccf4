package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;

/**
 * A pool that pods move to: everything but name and range as the one that they leave, or tunnels
 * would lose their addresses and traffic its masquerading (calico-semantics §5.3, pitfall 13).
 *
 * @param name of it
 * @param cidr range
 * @param blockSize prefix length
 * @param encapsulation of the pool that pods leave
 * @param options as wished
 * @param allowedUses of the pool that pods leave
 */
public record HopPool(
    String name,
    Ipv4Range cidr,
    int blockSize,
    Encapsulation encapsulation,
    PoolOptions options,
    List<String> allowedUses)
    implements DesiredPool {

  /** What no uses at all mean. */
  private static final List<String> USUAL = List.of("Workload", "Tunnel");

  public HopPool {
    allowedUses = allowedUses.isEmpty() ? USUAL : List.copyOf(allowedUses);
  }

  /** As Calico's own; larger ones leave too few for the nodes of a small range. */
  private static final int LARGEST_BLOCKS = 26;

  private static final int SMALLEST_BLOCKS = 32;

  /** Prefix length of blocks with which every node gets one of a range, and as many more may. */
  static int blockSizeFor(Ipv4Range range, long nodes) {
    return Math.clamp(
        range.prefix() + (long) Capacity.bits(2 * nodes), LARGEST_BLOCKS, SMALLEST_BLOCKS);
  }

  /** Addresses of the range. */
  long addresses() {
    return 1L << (Integer.SIZE - cidr.prefix());
  }
}
