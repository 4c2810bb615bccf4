package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpamAttribute;
import java.util.List;
import java.util.Map;

/**
 * A wish for one address.
 *
 * @param host where it will be used
 * @param owner the handle and attributes to record
 * @param use {@code Workload} or {@code Tunnel}, as in a pool's allowedUses
 * @param pools names or CIDRs of the only pools to take from; empty for any (§5.3)
 * @param ipv6 whether it is to be an IPv6 address
 */
public record AddressRequest(
    Host host, IpamAttribute owner, String use, List<String> pools, boolean ipv6) {

  /**
   * A node as IPAM sees it.
   *
   * @param name the node's name
   * @param labels the node's labels, for nodeSelector
   * @param release the release of the component that allocates there
   */
  public record Host(String name, Map<String, String> labels, CalicoRelease release) {
    public Host {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * The pod an address is for.
   *
   * @param containerId id of the sandbox; the handle is made of it
   */
  public record Pod(String namespace, String name, String containerId) {
    /** The handle of its address: {@code k8s-pod-network.<containerID>} (§5.1). */
    public String handleId() {
      return "k8s-pod-network." + containerId;
    }
  }

  public AddressRequest {
    pools = List.copyOf(pools);
  }

  /** The same wish in IPv6, from these pools only unless they are none. */
  public AddressRequest inIpv6(List<String> ipv6Pools) {
    return new AddressRequest(host, owner, use, ipv6Pools, true);
  }

  /** What the CNI plugin asks for a pod; {@code timestamp} is recorded as it is. */
  public static AddressRequest forPod(Host host, Pod pod, String timestamp, List<String> pools) {
    Map<String, String> secondary =
        Map.of(
            "namespace", pod.namespace(),
            "node", host.name(),
            "pod", pod.name(),
            "timestamp", timestamp);
    return new AddressRequest(
        host, new IpamAttribute(pod.handleId(), secondary), "Workload", pools, false);
  }
}
