package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * What the pod network has to get along with and this operator never writes.
 *
 * @param services ranges and addresses of Services, each with where it was read
 * @param podSubnets IPv4 ranges that kubeadm-config gives to pods
 * @param kubeProxyRanges IPv4 ranges in kube-proxy's {@code clusterCIDR}
 * @param felix FelixConfigurations
 * @param ipam IPAMConfig default
 * @param kubeControllers calico-kube-controllers; empty without such a Deployment
 * @param pods empty unless a look at every pod was asked for
 * @param mentions of the range that pods have; empty unless a look at them was asked for
 */
public record Surroundings(
    List<Sourced> services,
    List<String> podSubnets,
    List<String> kubeProxyRanges,
    FelixFacts felix,
    IpamFacts ipam,
    Optional<KubeControllers> kubeControllers,
    Optional<PodFacts> pods,
    Optional<Mentions> mentions) {

  /** Nothing is known but that kube-controllers does its work. */
  public static final Surroundings UNKNOWN =
      new Surroundings(
          List.of(),
          List.of(),
          List.of(),
          FelixFacts.NONE,
          IpamFacts.DEFAULT,
          Optional.of(KubeControllers.USUAL),
          Optional.empty(),
          Optional.empty());

  public Surroundings {
    services = List.copyOf(services);
    podSubnets = List.copyOf(podSubnets);
    kubeProxyRanges = List.copyOf(kubeProxyRanges);
  }

  /** The same after a look at every pod. */
  public Surroundings with(PodFacts seen) {
    return new Surroundings(
        services,
        podSubnets,
        kubeProxyRanges,
        felix,
        ipam,
        kubeControllers,
        Optional.of(seen),
        mentions);
  }

  /** The same after a look at what mentions a range. */
  public Surroundings with(Mentions found) {
    return new Surroundings(
        services,
        podSubnets,
        kubeProxyRanges,
        felix,
        ipam,
        kubeControllers,
        pods,
        Optional.of(found));
  }

  /**
   * A range and where it was read.
   *
   * @param range of either family in CIDR notation; an address is a /32 or /128
   * @param source such as {@code ServiceCIDR kubernetes}
   */
  public record Sourced(String range, String source) {}

  /**
   * IPAMConfig default.
   *
   * @param strictAffinity nodes take no address from another node's block
   * @param maxBlocksPerHost 0 when not set
   */
  public record IpamFacts(boolean strictAffinity, int maxBlocksPerHost) {

    /** As Calico installs it. */
    public static final IpamFacts DEFAULT = new IpamFacts(false, 0);
  }

  /**
   * The Deployment calico-kube-controllers.
   *
   * @param replicas wished
   * @param controllers value of ENABLED_CONTROLLERS; empty when not set, which enables all
   */
  public record KubeControllers(int replicas, Optional<String> controllers) {

    /** As Calico installs it. */
    public static final KubeControllers USUAL = new KubeControllers(1, Optional.empty());
  }

  /**
   * What a look at every Pod and Namespace found.
   *
   * @param pins that {@code cni.projectcalico.org/ipv4pools} sets
   * @param serviceRanges {@code --service-cluster-ip-range} of kube-apiserver's static pods
   * @param controllerRanges {@code --cluster-cidr} of kube-controller-manager's static pods
   */
  public record PodFacts(
      List<Pin> pins, List<Sourced> serviceRanges, List<Sourced> controllerRanges) {

    public PodFacts {
      pins = List.copyOf(pins);
      serviceRanges = List.copyOf(serviceRanges);
      controllerRanges = List.copyOf(controllerRanges);
    }
  }

  /**
   * Pods that take addresses from named pools only.
   *
   * @param object such as {@code Namespace web}
   * @param pools names or ranges, as written
   */
  public record Pin(String object, List<String> pools) {

    public Pin {
      pools = List.copyOf(pools);
    }
  }
}
