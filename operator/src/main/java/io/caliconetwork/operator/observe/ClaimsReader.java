package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims.Affinity;
import io.caliconetwork.operator.snapshot.IpamClaims.Block;
import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import io.caliconetwork.operator.snapshot.IpamClaims.Stored;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads blocks and block affinities inside one range (calico-semantics §5.1, §5.2). One is used for
 * one look: of the ranges and nodes that thousands of objects repeat it keeps one text each, for
 * two looks at the claims of a large cluster have to fit the heap, the one that is being taken and
 * the one before.
 */
final class ClaimsReader {

  private static final String HOST = "host:";

  /** Addresses that Windows nodes reserve in each of their blocks; nobody's. */
  private static final String WINDOWS_RESERVED = "windows-reserved-ipam-handle";

  /** So many are told, and all others counted; tunnels, of which a node has few, are all told. */
  private static final int NAMED = 100;

  private final Ipv4Range range;
  private final Map<String, String> texts = new HashMap<>();
  private int named;

  ClaimsReader(Ipv4Range range) {
    this.range = range;
  }

  /** The block, if it lies in the range. */
  Optional<Block> block(GenericKubernetesResource object) {
    var spec = CalicoReader.spec(object);
    return inside(spec)
        .map(cidr ->
            new Block(
                stored(object),
                cidr,
                spec.get("affinity") instanceof String affinity && affinity.startsWith(HOST)
                    ? Optional.of(once(affinity.substring(HOST.length())))
                    : Optional.empty(),
                given(spec),
                Boolean.TRUE.equals(spec.get("deleted"))));
  }

  /** The affinity, if it lies in the range. */
  Optional<Affinity> affinity(GenericKubernetesResource object) {
    var spec = CalicoReader.spec(object);
    return inside(spec)
        .map(cidr ->
            new Affinity(
                stored(object),
                cidr,
                once(text(spec, "node")),
                once(text(spec, "state")),
                // A string in crd.projectcalico.org/v1, a boolean in projectcalico.org/v3.
                "true".equals(String.valueOf(spec.get("deleted")))));
  }

  private Optional<String> inside(Map<String, Object> spec) {
    return Optional.of(text(spec, "cidr"))
        .filter(cidr -> Ipv4Range.parse(cidr).filter(range::contains).isPresent())
        .map(this::once);
  }

  private static Stored stored(GenericKubernetesResource object) {
    var meta = object.getMetadata();
    return new Stored(meta.getName(), meta.getResourceVersion());
  }

  /** One for each address that is allocated, a cooling one among them. */
  private Given given(Map<String, Object> spec) {
    if (!(spec.get("allocations") instanceof List<?> allocations)) {
      return Given.NONE;
    }
    List<?> attributes = spec.get("attributes") instanceof List<?> list ? list : List.of();
    var all = new ArrayList<Holder>();
    for (var index : allocations) {
      if (index instanceof Number number) {
        holder(number.intValue(), attributes).ifPresent(all::add);
      }
    }
    var told = all.stream().filter(this::told).toList();
    return new Given(told, all.size() - told.size());
  }

  private boolean told(Holder holder) {
    return holder.tunnel() || named++ < NAMED;
  }

  /** Empty for an address that is nobody's. */
  private static Optional<Holder> holder(int index, List<?> attributes) {
    if (index < 0
        || index >= attributes.size()
        || !(attributes.get(index) instanceof Map<?, ?> attribute)) {
      return Optional.of(new Holder("", "an owner that is not recorded"));
    }
    if (WINDOWS_RESERVED.equals(attribute.get("handle_id"))) {
      return Optional.empty();
    }
    Map<?, ?> secondary = attribute.get("secondary") instanceof Map<?, ?> m ? m : Map.of();
    var node = secondary.get("node") instanceof String n ? n : "";
    if (secondary.get("pod") instanceof String pod) {
      return Optional.of(new Holder(node, "pod " + secondary.get("namespace") + "/" + pod));
    }
    return Optional.of(
        new Holder(
            node,
            secondary.get("type") instanceof String type
                ? type
                : "handle " + attribute.get("handle_id")));
  }

  private String once(String text) {
    return texts.computeIfAbsent(text, t -> t);
  }

  private static String text(Map<String, Object> spec, String field) {
    return spec.get(field) instanceof String text ? text : "";
  }
}
