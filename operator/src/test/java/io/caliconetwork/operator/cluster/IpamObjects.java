package io.caliconetwork.operator.cluster;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What there is of Calico's IPv4 address management, as read; objects marked as deleted are left
 * out, as Calico leaves them out (calico-semantics §5.1).
 */
record IpamObjects(
    List<Pool> pools,
    List<Block> blocks,
    List<Affinity> affinities,
    List<Handle> handles,
    List<Node> nodes,
    List<Pod> pods) {

  /** CRD v1's and v3's default, where the field is absent. */
  private static final int DEFAULT_BLOCK_SIZE = 26;

  /** An IPPool. */
  record Pool(String name, Cidr cidr, int blockSize, boolean disabled) {
    @Override
    public String toString() {
      return "%s %s/%d%s".formatted(name, cidr, blockSize, disabled ? " disabled" : "");
    }
  }

  /**
   * An IPAMBlock.
   *
   * @param affinity as stored, such as {@code host:node-1}
   */
  record Block(Cidr cidr, Optional<String> affinity, List<Allocation> allocations) {}

  /**
   * One address that a block has given away.
   *
   * @param block its CIDR
   * @param owner the attribute's {@code secondary}
   */
  record Allocation(String address, Cidr block, String handle, Map<String, String> owner) {
    Optional<String> pod() {
      return Optional.ofNullable(owner.get("pod")).map(p -> owner.get("namespace") + "/" + p);
    }

    boolean isTunnel() {
      return owner.getOrDefault("type", "").endsWith("TunnelAddress");
    }

    String node() {
      return owner.getOrDefault("node", "");
    }

    @Override
    public String toString() {
      return pod().orElse(isTunnel() ? owner.get("type") + " of " + node() : "handle " + handle);
    }
  }

  /** A BlockAffinity. */
  record Affinity(String name, Cidr cidr, String node) {}

  /**
   * An IPAMHandle.
   *
   * @param blocks addresses by block
   */
  record Handle(String id, Map<String, Integer> blocks) {}

  /**
   * Takes the objects apart.
   *
   * @param calico objects of Calico, all kinds in one list
   */
  static IpamObjects of(List<GenericKubernetesResource> calico, List<Node> nodes, List<Pod> pods) {
    return new IpamObjects(
        specs(calico, "IPPool").flatMap(o -> pool(o).stream()).toList(),
        specs(calico, "IPAMBlock").flatMap(o -> block(o).stream()).toList(),
        specs(calico, "BlockAffinity").flatMap(o -> affinity(o).stream()).toList(),
        specs(calico, "IPAMHandle").map(IpamObjects::handle).toList(),
        nodes,
        pods);
  }

  static IpamObjects read(KubernetesClient client, ApiGroup group) {
    var calico = new ArrayList<GenericKubernetesResource>();
    for (var kind :
        List.of(
            CalicoResource.IP_POOLS, CalicoResource.IPAM_BLOCKS, CalicoResource.BLOCK_AFFINITIES)) {
      calico.addAll(list(client, kind.context(group)));
    }
    calico.addAll(
        list(
            client,
            new ResourceDefinitionContext.Builder()
                .withGroup(group.group())
                .withVersion(group.version())
                .withKind("IPAMHandle")
                .withPlural("ipamhandles")
                .withNamespaced(false)
                .build()));
    return of(
        calico, client.nodes().list().getItems(), client.pods().inAnyNamespace().list().getItems());
  }

  private static List<GenericKubernetesResource> list(
      KubernetesClient client, ResourceDefinitionContext kind) {
    return client.genericKubernetesResources(kind).list().getItems();
  }

  private static Stream<GenericKubernetesResource> specs(
      List<GenericKubernetesResource> calico, String kind) {
    // A boolean, but text in a BlockAffinity of v1.
    return calico.stream()
        .filter(o -> o.getKind().equals(kind))
        .filter(o -> !"true".equals(String.valueOf(CalicoState.spec(o).get("deleted"))));
  }

  /** Of IPv4; the rest is not looked at. */
  private static Optional<Cidr> cidr(GenericKubernetesResource object) {
    return Cidr.parse(String.valueOf(CalicoState.spec(object).get("cidr"))).filter(Cidr::isIpv4);
  }

  private static Optional<Pool> pool(GenericKubernetesResource object) {
    var spec = CalicoState.spec(object);
    return cidr(object)
        .map(cidr ->
            new Pool(
                object.getMetadata().getName(),
                cidr,
                spec.get("blockSize") instanceof Number size ? size.intValue() : DEFAULT_BLOCK_SIZE,
                Boolean.TRUE.equals(spec.get("disabled"))));
  }

  private static Optional<Block> block(GenericKubernetesResource object) {
    var spec = CalicoState.spec(object);
    return cidr(object)
        .map(cidr ->
            new Block(
                cidr,
                Optional.ofNullable(spec.get("affinity")).map(String::valueOf),
                allocations(cidr, spec)));
  }

  private static List<Allocation> allocations(Cidr cidr, Map<String, Object> spec) {
    var attributes = spec.get("attributes") instanceof List<?> list ? list : List.of();
    var ordinals = spec.get("allocations") instanceof List<?> list ? list : List.of();
    var found = new ArrayList<Allocation>();
    for (int i = 0; i < ordinals.size(); i++) {
      if (ordinals.get(i) instanceof Number index
          && attributes.get(index.intValue()) instanceof Map<?, ?> attribute) {
        found.add(
            new Allocation(
                cidr.address(i),
                cidr,
                String.valueOf(attribute.get("handle_id")),
                texts(attribute.get("secondary"))));
      }
    }
    return List.copyOf(found);
  }

  private static Map<String, String> texts(Object map) {
    var texts = new TreeMap<String, String>();
    if (map instanceof Map<?, ?> entries) {
      entries.forEach((k, v) -> texts.put(String.valueOf(k), String.valueOf(v)));
    }
    return texts;
  }

  private static Optional<Affinity> affinity(GenericKubernetesResource object) {
    return cidr(object)
        .map(cidr ->
            new Affinity(
                object.getMetadata().getName(),
                cidr,
                String.valueOf(CalicoState.spec(object).get("node"))));
  }

  private static Handle handle(GenericKubernetesResource object) {
    var spec = CalicoState.spec(object);
    var blocks = new TreeMap<String, Integer>();
    if (spec.get("block") instanceof Map<?, ?> counts) {
      counts.forEach((k, v) -> blocks.put(String.valueOf(k), ((Number) v).intValue()));
    }
    blocks.keySet().removeIf(b -> Cidr.parse(b).filter(Cidr::isIpv4).isEmpty());
    return new Handle(String.valueOf(spec.get("handleID")), blocks);
  }
}
