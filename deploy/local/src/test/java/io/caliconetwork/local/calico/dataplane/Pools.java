package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.CROSS_SUBNET;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;

import io.caliconetwork.local.calico.IpPool;
import java.util.List;

/** The pool of the laboratory in each mode, and the pilot beside it. */
final class Pools {
  static final IpPool NONE = IpPool.of("main", "10.244.0.0/16", NEVER, NEVER);
  static final IpPool VXLAN = NONE.withModes(NEVER, ALWAYS);
  static final IpPool VXLAN_CROSS_SUBNET = NONE.withModes(NEVER, CROSS_SUBNET);
  static final IpPool IPIP = NONE.withModes(ALWAYS, NEVER);
  static final IpPool IPIP_CROSS_SUBNET = NONE.withModes(CROSS_SUBNET, NEVER);
  static final IpPool PILOT =
      IpPool.of("pilot", "10.99.0.0/24", NEVER, ALWAYS)
          .with("allowedUses", List.of("Tunnel"))
          .with("blockSize", 30)
          .with("natOutgoing", false);

  private Pools() {}
}
