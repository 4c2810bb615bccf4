package io.caliconetwork.helm;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that makes the network, to the byte: IPPools, Felix's and BGP's settings, calico-node, its
 * ConfigMap, every CRD.
 */
public final class NetworkState {

  static final ResourceDefinitionContext NETWORKS =
      context("caliconetwork.io", "v1alpha1", "CalicoNetwork", "caliconetworks");
  private static final ResourceDefinitionContext POOLS = calico("IPPool", "ippools");
  private static final ResourceDefinitionContext FELIX =
      calico("FelixConfiguration", "felixconfigurations");
  private static final ResourceDefinitionContext BGP =
      calico("BGPConfiguration", "bgpconfigurations");

  private NetworkState() {}

  private static ResourceDefinitionContext calico(String kind, String plural) {
    return context("crd.projectcalico.org", "v1", kind, plural);
  }

  private static ResourceDefinitionContext context(
      String group, String version, String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .build();
  }

  /** None before the CRD is there. */
  private static Stream<GenericKubernetesResource> networks(KubernetesClient client) {
    var crds = client.apiextensions().v1().customResourceDefinitions();
    return crds.withName("caliconetworks.caliconetwork.io").get() == null
        ? Stream.empty()
        : client.genericKubernetesResources(NETWORKS).list().getItems().stream();
  }

  /** Every object by its name, with its resourceVersion and all else. */
  public static Map<String, String> of(KubernetesClient client) {
    var objects = new TreeMap<String, String>();
    Stream.of(
            client.genericKubernetesResources(POOLS).list().getItems().stream(),
            client.genericKubernetesResources(FELIX).list().getItems().stream(),
            client.genericKubernetesResources(BGP).list().getItems().stream(),
            networks(client),
            client.apps().daemonSets().inNamespace("kube-system").list().getItems().stream(),
            client.configMaps().inNamespace("kube-system").list().getItems().stream(),
            client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(c -> c.getSpec().getGroup().endsWith("projectcalico.org")))
        .flatMap(s -> s.map(HasMetadata.class::cast))
        .forEach(o ->
            objects.put(o.getKind() + " " + o.getMetadata().getName(), Serialization.asJson(o)));
    return objects;
  }
}
