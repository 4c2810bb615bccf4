package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.List;

/**
 * The pool that pods had their addresses from when a change of ranges began, as status keeps it
 * until that change is over: what was there before cannot be seen any more once the pool is gone,
 * and a field that the spec leaves out means this.
 *
 * @param pool name
 * @param cidr range
 * @param blockSize prefix length
 * @param moved which pods have begun to be moved
 */
public record Origin(String pool, Ipv4Range cidr, int blockSize, Moved moved) {

  /** Before any pod is moved. */
  public Origin(String pool, Ipv4Range cidr, int blockSize) {
    this(pool, cidr, blockSize, Moved.NONE);
  }

  /**
   * Pods that have begun to be moved.
   *
   * @param leaving ranges that they leave
   * @param pods that had an address there at first
   */
  public record Moved(List<Ipv4Range> leaving, int pods) {

    /** None yet. */
    public static final Moved NONE = new Moved(List.of(), 0);

    public Moved {
      leaving = List.copyOf(leaving);
    }
  }
}
