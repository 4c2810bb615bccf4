package io.caliconetwork.operator.cluster;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Calico keeps in a range: pools, blocks, block affinities and handles, as listed. */
final class Leftovers {

  private Leftovers() {}

  static List<String> in(KubernetesClient client, ApiGroup group, String cidr) {
    var range = Ipv4Range.of(cidr);
    var found = new ArrayList<String>();
    for (var kind :
        Map.of(
                "ippools", "IPPool",
                "ipamblocks", "IPAMBlock",
                "blockaffinities", "BlockAffinity",
                "ipamhandles", "IPAMHandle")
            .entrySet()) {
      client
          .genericKubernetesResources(
              new ResourceDefinitionContext.Builder()
                  .withGroup(group.group())
                  .withVersion(group.version())
                  .withKind(kind.getValue())
                  .withPlural(kind.getKey())
                  .withNamespaced(false)
                  .build())
          .list()
          .getItems()
          .stream()
          .filter(o -> lies(o, range))
          .map(o -> kind.getKey() + "/" + o.getMetadata().getName())
          .forEach(found::add);
    }
    return found.stream().sorted().toList();
  }

  /** A pool, block or affinity by its range, a handle by the blocks it has addresses in. */
  private static boolean lies(GenericKubernetesResource object, Ipv4Range range) {
    var spec = CalicoState.spec(object);
    var ranges = new ArrayList<String>();
    if (spec.get("cidr") instanceof String cidr) {
      ranges.add(cidr);
    }
    if (spec.get("block") instanceof Map<?, ?> blocks) {
      blocks.keySet().forEach(b -> ranges.add(String.valueOf(b)));
    }
    return ranges.stream().anyMatch(r -> Ipv4Range.parse(r).filter(range::overlaps).isPresent());
  }
}
