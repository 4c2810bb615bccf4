package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A machine of the cluster.
 *
 * @param address of its one interface, without prefix; the prefix is 24
 * @param subnet number of its layer-2 segment, from 0: 10.0.(subnet).0/24
 */
public record SimulatedNode(String name, String address, int subnet) {
  public static final int PREFIX = 24;

  private static final int FIRST_HOST = 10;
  private static final int HOSTS_PER_SUBNET = 240;

  static SimulatedNode of(int index, int subnets) {
    int subnet = index % subnets;
    int host = FIRST_HOST + index / subnets;
    if (host >= FIRST_HOST + HOSTS_PER_SUBNET) {
      throw new IllegalArgumentException("more than " + HOSTS_PER_SUBNET + " nodes in a subnet");
    }
    return new SimulatedNode("node-" + (index + 1), "10.0.%d.%d".formatted(subnet, host), subnet);
  }

  /** With its prefix, as Calico's auto-detection finds it: {@code 10.0.0.10/24}. */
  public String interfaceAddress() {
    return address + "/" + PREFIX;
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
        .addNewAddress(address, "InternalIP")
        .addNewAddress(name, "Hostname")
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
