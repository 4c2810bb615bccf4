package io.caliconetwork.local.calico;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A block of addresses (§5.1).
 *
 * @param cidr canonical
 * @param affinity {@code host:<node>}, {@code virtual:load-balancer}, or empty when released
 * @param allocations what is taken and what is free
 * @param sequenceNumber counts the writes
 * @param deleted soft deletion: such a block is as good as absent (§5.1)
 */
public record IpamBlock(
    String cidr,
    Optional<String> affinity,
    BlockAllocations allocations,
    long sequenceNumber,
    boolean deleted)
    implements CalicoObject {
  private static final String HOST = "host:";

  /** A new, empty block of this node. */
  public static IpamBlock affine(Cidr cidr, String node) {
    return new IpamBlock(
        cidr.toString(), Optional.of(HOST + node), BlockAllocations.empty(cidr.size()), 0, false);
  }

  /** Reads the JSON shape of a stored block's spec. */
  public static IpamBlock fromSpec(Map<String, Object> spec) {
    StoredSpec stored = new StoredSpec(spec);
    List<Object> attributes = stored.list("attributes");
    SortedMap<Integer, IpamAttribute> used = new TreeMap<>();
    List<Object> allocations = stored.list("allocations");
    for (int ordinal = 0; ordinal < allocations.size(); ordinal++) {
      if (allocations.get(ordinal) instanceof Number index
          && attributes.get(index.intValue()) instanceof Map<?, ?> attribute) {
        used.put(ordinal, IpamAttribute.fromSpec(attribute));
      }
    }
    List<Integer> free =
        stored.list("unallocated").stream().map(number -> ((Number) number).intValue()).toList();
    return new IpamBlock(
        stored.string("cidr").orElse(""),
        stored.string("affinity"),
        new BlockAllocations(used, free),
        stored.integer("sequenceNumber").orElse(0),
        stored.isTrue("deleted"));
  }

  @Override
  public String plural() {
    return "ipamblocks";
  }

  @Override
  public String name() {
    return Cidr.of(cidr).asName();
  }

  @Override
  public Map<String, Object> spec() {
    List<Object> attributes = new ArrayList<>();
    List<Object> ordinals = new ArrayList<>();
    int size = Cidr.of(cidr).size();
    for (int ordinal = 0; ordinal < size; ordinal++) {
      IpamAttribute attribute = allocations.used().get(ordinal);
      if (attribute == null) {
        ordinals.add(null);
        continue;
      }
      Map<String, Object> entry = attribute.spec();
      if (!attributes.contains(entry)) {
        attributes.add(entry);
      }
      ordinals.add(attributes.indexOf(entry));
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    affinity.ifPresent(value -> spec.put("affinity", value));
    spec.put("allocations", ordinals);
    spec.put("attributes", attributes);
    spec.put("cidr", cidr);
    spec.put("deleted", deleted);
    spec.put("sequenceNumber", sequenceNumber);
    spec.put("strictAffinity", false);
    spec.put("unallocated", allocations.unallocated());
    return spec;
  }

  /** The node the block belongs to; empty when released or a load balancer's. */
  public Optional<String> node() {
    return affinity
        .filter(value -> value.startsWith(HOST))
        .map(value -> value.substring(HOST.length()));
  }

  /** Whether nothing in it is taken. */
  public boolean isEmpty() {
    return allocations.used().isEmpty();
  }

  /** The address with this ordinal. */
  public String address(int ordinal) {
    return Cidr.of(cidr).address(ordinal);
  }

  /** The same block with other allocations, one write later. */
  public IpamBlock withAllocations(BlockAllocations changed) {
    return new IpamBlock(cidr, affinity, changed, sequenceNumber + 1, deleted);
  }

  /** The same block belonging to nobody, as clientv3 leaves one that is in use (§3.1). */
  public IpamBlock withoutAffinity() {
    return new IpamBlock(cidr, Optional.empty(), allocations, sequenceNumber + 1, deleted);
  }

  /** The same block softly deleted. */
  public IpamBlock asDeleted() {
    return new IpamBlock(cidr, affinity, allocations, sequenceNumber + 1, true);
  }
}
