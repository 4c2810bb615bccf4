package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.CleanUp;
import io.caliconetwork.operator.check.Words;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.List;

/** Gates around a second pool. */
public sealed interface PoolGate extends Step.Gate {

  @Override
  default Duration limit() {
    return TimeLimits.TUNNELS;
  }

  /**
   * Waits until the nodes' forwarding entries can be relied on. They cannot be seen from the API;
   * what can be seen must have been the same for a while.
   *
   * @param settling how long, and how much of it is left
   */
  record AwaitForwarding(Settling settling) implements PoolGate {
    @Override
    public String name() {
      return "AwaitForwarding";
    }

    @Override
    public String detail() {
      return "pools, tunnel addresses and calico-node have been as they are for "
          + seconds()
          + ": Felix's restarts and forwarding entries cannot be seen from the API";
    }

    private String seconds() {
      var millis = settling.time().toMillis();
      return millis % 1000 == 0 ? millis / 1000 + " seconds" : millis + " milliseconds";
    }

    @Override
    public List<String> lagging() {
      return List.of();
    }
  }

  /**
   * Waits until nobody holds an address of a disabled pool.
   *
   * @param detail what it waits for, or who still holds one
   * @param lagging names of the nodes that do
   */
  record AwaitPoolEmpty(String detail, List<String> lagging) implements PoolGate {
    public AwaitPoolEmpty {
      lagging = List.copyOf(lagging);
    }

    /** A gate behind a pool that is still in use. */
    static AwaitPoolEmpty ahead(String pool) {
      return new AwaitPoolEmpty(pool + " gives nobody an address any more", List.of());
    }

    /** The gate at which the plan stands. */
    static AwaitPoolEmpty of(IpPool pool, IpamClaims claims, ClusterSnapshot cluster) {
      return of(pool.name(), pool.forWorkloads(), claims, cluster);
    }

    /** The same of a range whose pool is gone. */
    static AwaitPoolEmpty left(Ipv4Range range, IpamClaims claims, ClusterSnapshot cluster) {
      return of(range.toString(), true, claims, cluster);
    }

    private static AwaitPoolEmpty of(
        String where, boolean pods, IpamClaims claims, ClusterSnapshot cluster) {
      var given = claims.given();
      return new AwaitPoolEmpty(
          where
              + " still gives "
              + Words.addresses(given.count())
              + ": "
              + Words.some(
                  given.named().stream().map(Holder::toString).sorted().toList(), given.count())
              + (pods ? leaked(given, cluster) : ""),
          // Of an address that a pod has left, its node is not to blame.
          (pods ? given.tunnelNodes() : given.nodes()).toList());
    }

    /** No pod says that it has such an address: either it never got it, or it is gone. */
    private static String leaked(Given given, ClusterSnapshot cluster) {
      if (given.onlyTunnels()) {
        return "";
      }
      return "; no pod in the API has "
          + (given.count() == 1 ? "it" : "them")
          + ", so "
          + CleanUp.fault(cluster)
              .map(f -> "nobody gives them back: " + f)
              .orElse(
                  "calico-kube-controllers gives back what pods have left, 15 minutes after it"
                      + " first saw that (leakGracePeriod), but nothing that somebody else reserved");
    }

    @Override
    public String name() {
      return "AwaitPoolEmpty";
    }

    @Override
    public Duration limit() {
      return TimeLimits.ADDRESSES;
    }
  }

  /**
   * Waits until Calico's pool controller lets addresses be taken from a new pool.
   *
   * @param pool name
   * @param why not yet
   */
  record AwaitPoolUsable(String pool, String why) implements PoolGate {
    @Override
    public String name() {
      return "AwaitPoolUsable";
    }

    @Override
    public String detail() {
      return pool + " is not Allocatable: " + why;
    }

    @Override
    public List<String> lagging() {
      return List.of();
    }
  }

  /**
   * Waits until a pool that is being deleted is gone.
   *
   * @param pool name
   */
  record AwaitPoolDeletion(String pool) implements PoolGate {
    @Override
    public String name() {
      return "AwaitPoolDeletion";
    }

    @Override
    public String detail() {
      return pool + " is being deleted; a finalizer holds it";
    }

    @Override
    public List<String> lagging() {
      return List.of();
    }
  }
}
