package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A machine of the cluster.
 *
 * @param address of its one interface, without prefix; the prefix is 24
 * @param subnet number of its layer-2 segment, from 0: 10.0.(subnet).0/24
 * @param ipv6 address of the same interface, without prefix; the prefix is 64
 */
public record SimulatedNode(String name, String address, int subnet, Optional<String> ipv6) {
  public static final int PREFIX = 24;
  public static final int IPV6_PREFIX = 64;

  private static final int FIRST_HOST = 10;
  private static final int HOSTS_PER_SUBNET = 240;

  static SimulatedNode of(int index, int subnets, boolean dualStack) {
    int subnet = index % subnets;
    int host = FIRST_HOST + index / subnets;
    if (host >= FIRST_HOST + HOSTS_PER_SUBNET) {
      throw new IllegalArgumentException("more than " + HOSTS_PER_SUBNET + " nodes in a subnet");
    }
    return new SimulatedNode(
        "node-" + (index + 1),
        "10.0.%d.%d".formatted(subnet, host),
        subnet,
        dualStack ? Optional.of("fd10:0:0:%x::%x".formatted(subnet, host)) : Optional.empty());
  }

  /** With its prefix, as Calico's auto-detection finds it: {@code 10.0.0.10/24}. */
  public String interfaceAddress() {
    return address + "/" + PREFIX;
  }

  /** Its IPv6 address with its prefix, as Calico's auto-detection finds it. */
  public Optional<String> ipv6InterfaceAddress() {
    return ipv6.map(found -> found + "/" + IPV6_PREFIX);
  }

  /** All addresses of its interface, with their prefixes. */
  public List<String> interfaceAddresses() {
    return Stream.concat(Stream.of(interfaceAddress()), ipv6InterfaceAddress().stream()).toList();
  }

  private List<NodeAddress> addresses() {
    return Stream.concat(
            Stream.concat(Stream.of(address), ipv6.stream())
                .map(ip -> new NodeAddress(ip, "InternalIP")),
            Stream.of(new NodeAddress(name, "Hostname")))
        .toList();
  }

  /** What its kubelet would register. */
  Node object() {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, Quantity> resources =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "pods", new Quantity("110"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/os", "linux")
        .addToLabels("kubernetes.io/arch", "amd64")
        .addToLabels("kubernetes.io/hostname", name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withAddresses(addresses())
        .withCapacity(resources)
        .withAllocatable(resources)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .withMessage("kubelet is posting ready status")
        .withLastHeartbeatTime(now)
        .withLastTransitionTime(now)
        .endCondition()
        .withNewNodeInfo()
        .withKubeletVersion("v1.36.3")
        .withContainerRuntimeVersion("containerd://simulated")
        .withKernelVersion("simulated")
        .withOsImage("simulated")
        .withOperatingSystem("linux")
        .withArchitecture("amd64")
        .withBootID(name)
        .withMachineID(name)
        .withSystemUUID(name)
        .withKubeProxyVersion("")
        .endNodeInfo()
        .endStatus()
        .build();
  }
}
