package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.SimulatedNode;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram;
import io.caliconetwork.local.cluster.kubelet.ProgramExit;
import io.caliconetwork.local.cluster.kubelet.Programs;
import io.caliconetwork.local.cluster.kubelet.SleepProgram;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Function;

/** Recognises Calico's containers and those that end by themselves; everything else just runs. */
public final class CalicoPrograms implements Programs {
  private final CalicoNodes fleet;
  private final CniNetwork cni;
  private final KubernetesClient client;
  private final Function<String, SimulatedNode> machines;
  private final KubeControllersProgram.Settings kubeControllers;

  /**
   * Programs of one cluster.
   *
   * @param machines by node name
   */
  public CalicoPrograms(
      CalicoNodes fleet,
      CniNetwork cni,
      KubernetesClient client,
      Function<String, SimulatedNode> machines,
      KubeControllersProgram.Settings kubeControllers) {
    this.fleet = fleet;
    this.cni = cni;
    this.client = client;
    this.machines = machines;
    this.kubeControllers = kubeControllers;
  }

  @Override
  public ContainerProgram of(Pod pod, Container container) {
    boolean init =
        pod.getSpec().getInitContainers().stream()
            .anyMatch(other -> other.getName().equals(container.getName()));
    if (init) {
      return container.getName().equals("install-cni")
          ? new InstallCni(container.getImage())
          : new ContainerProgram() {};
    }
    if (isCalicoNode(container)) {
      SimulatedNode machine = machines.apply(pod.getSpec().getNodeName());
      return new CalicoNodeProgram(fleet, cni, client, machine, container.getImage());
    }
    if (isKubeControllers(container)) {
      return new KubeControllersProgram(fleet, client, kubeControllers);
    }
    return SleepProgram.of(container).orElseGet(() -> new ContainerProgram() {});
  }

  private static boolean isCalicoNode(Container container) {
    boolean named =
        container.getName().equals("calico-node") || container.getImage().contains("calico/node");
    return named && "kubernetes".equals(literal(container, "DATASTORE_TYPE"));
  }

  private static boolean isKubeControllers(Container container) {
    return container.getImage().contains("calico/kube-controllers");
  }

  private static String literal(Container container, String name) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .reduce("", (first, last) -> last == null ? "" : last);
  }

  private final class InstallCni implements ContainerProgram {
    private final CalicoRelease release;

    InstallCni(String image) {
      this.release = CalicoRelease.parse(image);
    }

    @Override
    public void start(Start start) throws ProgramExit {
      String template = start.environment().getOrDefault("CNI_NETWORK_CONFIG", "{}");
      String mtu = start.environment().getOrDefault("CNI_MTU", "0");
      try {
        cni.install(start.node(), release, template, mtu);
      } catch (IllegalArgumentException e) {
        throw new ProgramExit(
            1, "CNI_NETWORK_CONFIG is not a valid configuration: " + e.getMessage());
      }
    }
  }
}
