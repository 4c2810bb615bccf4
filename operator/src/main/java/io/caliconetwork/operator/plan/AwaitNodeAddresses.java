package io.caliconetwork.operator.plan;

import java.time.Duration;
import java.util.List;

/**
 * Waits until calico-node has told every node's own IPv6 address.
 *
 * @param detail what it waits for, or how far it got
 * @param lagging names of the nodes without one
 */
public record AwaitNodeAddresses(String detail, List<String> lagging) implements Step.Gate {
  public AwaitNodeAddresses {
    lagging = List.copyOf(lagging);
  }

  /** A gate behind a revision that is still to be written. */
  static AwaitNodeAddresses ahead() {
    return new AwaitNodeAddresses("calico-node has found every node's IPv6 address", List.of());
  }

  /** The gate at which the plan stands. */
  static AwaitNodeAddresses of(int nodes, List<String> lagging) {
    return new AwaitNodeAddresses(
        "calico-node has found the IPv6 address of "
            + (nodes - lagging.size())
            + " of "
            + nodes
            + " nodes",
        lagging);
  }

  @Override
  public String name() {
    return "AwaitNodeAddresses";
  }

  @Override
  public Duration limit() {
    return TimeLimits.TUNNELS;
  }
}
