package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpRange;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;

/** A pool as it shall be, of either family. */
public sealed interface DesiredPool permits HopPool, PilotPool, Target.TargetPool, TargetIpv6 {

  /** Of the live pool, or calico-node's name for a new one. */
  String name();

  Encapsulation encapsulation();

  IpRange cidr();

  /** Prefix length of the blocks that nodes take. */
  int blockSize();

  PoolOptions options();

  /** Who gets addresses from it: Workload, Tunnel. */
  default List<String> allowedUses() {
    return List.of("Workload", "Tunnel");
  }
}
