package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.observe.RangeReader.Kubeadm;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.Surroundings;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the pod network has to get along with, watched by name where there is a name. */
final class SurroundingsWatch {

  private static final String KUBE_SYSTEM = "kube-system";
  private static final String SERVICE_CIDRS_IN = "networking.k8s.io/v1";

  private final KubernetesClient client;
  private final Runnable changed;
  private final Watched<ConfigMap, Kubeadm> kubeadm;
  private final Watched<ConfigMap, List<String>> kubeProxy;
  private final Watched<Service, List<Sourced>> kubernetes;
  private final Optional<Watched<GenericKubernetesResource, List<Sourced>>> serviceCidrs;
  private Watched<Deployment, KubeControllers> kubeControllers;

  SurroundingsWatch(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
    serviceCidrs = served() ? Optional.of(serviceCidrs()) : Optional.empty();
    kubeadm = configMap("kubeadm-config", RangeReader::kubeadm);
    kubeProxy = configMap("kube-proxy", RangeReader::kubeProxy);
    kubernetes =
        new Watched<>(
            "Service default/kubernetes",
            client
                .services()
                .inNamespace("default")
                .withField("metadata.name", "kubernetes")
                .runnableInformer(0),
            RangeReader::service,
            changed);
  }

  /**
   * Since Kubernetes 1.33. A watch of what is not served asks again for ever; a cluster that is
   * upgraded to it is noticed with the operator's next start.
   */
  private boolean served() {
    try {
      return client.supports(SERVICE_CIDRS_IN, "ServiceCIDR");
    } catch (KubernetesClientException e) {
      // Not answered: the watch finds out.
      return true;
    }
  }

  private Watched<GenericKubernetesResource, List<Sourced>> serviceCidrs() {
    return new Watched<>(
        "servicecidrs.networking.k8s.io",
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("networking.k8s.io")
                    .withVersion("v1")
                    .withKind("ServiceCIDR")
                    .withPlural("servicecidrs")
                    .withNamespaced(false)
                    .build())
            .runnableInformer(0),
        RangeReader::serviceCidr,
        changed);
  }

  private <F> Watched<ConfigMap, F> configMap(String name, Function<ConfigMap, F> project) {
    return new Watched<>(
        "ConfigMap " + KUBE_SYSTEM + "/" + name,
        client
            .configMaps()
            .inNamespace(KUBE_SYSTEM)
            .withField("metadata.name", name)
            .runnableInformer(0),
        project,
        changed);
  }

  /** Looks for calico-kube-controllers in this namespace from now on. */
  void follow(String namespace) {
    if (kubeControllers != null) {
      kubeControllers.close();
    }
    kubeControllers =
        new Watched<>(
            "Deployment " + namespace + "/calico-kube-controllers",
            client
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withField("metadata.name", "calico-kube-controllers")
                .runnableInformer(0),
            RangeReader::kubeControllers,
            changed);
  }

  /** What calico-node takes for a pool that names no range. */
  Optional<String> kubeadmPodSubnet() {
    return kubeadm.any().flatMap(Kubeadm::byDefault);
  }

  Surroundings facts(FelixFacts felix, IpamFacts ipam) {
    return new Surroundings(
        Stream.of(
                serviceCidrs.stream().flatMap(w -> w.all().stream()).flatMap(List::stream),
                kubeadm.any().stream().flatMap(k -> k.serviceSubnets().stream()),
                kubernetes.any().stream().flatMap(List::stream))
            .flatMap(ranges -> ranges)
            .sorted(Comparator.comparing(Sourced::source).thenComparing(Sourced::range))
            .toList(),
        kubeadm.any().map(Kubeadm::podSubnets).orElse(List.of()),
        kubeProxy.any().orElse(List.of()),
        felix,
        ipam,
        kubeControllers.any(),
        Optional.empty(),
        Optional.empty());
  }

  /** In Calico's namespace, unlike the others. */
  Watched<Deployment, KubeControllers> kubeControllers() {
    return kubeControllers;
  }

  Stream<Watched<?, ?>> watches() {
    return Stream.concat(
        Stream.of(kubeadm, kubeProxy, kubernetes, kubeControllers), serviceCidrs.stream());
  }
}
