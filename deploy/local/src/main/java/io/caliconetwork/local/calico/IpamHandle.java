package io.caliconetwork.local.calico;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The blocks in which one holder has addresses (§5.1).
 *
 * @param handleId e.g. {@code k8s-pod-network.<container>}
 * @param blocks number of addresses (≥ 1) by block CIDR
 * @param deleted soft deletion
 */
public record IpamHandle(String handleId, SortedMap<String, Integer> blocks, boolean deleted)
    implements CalicoObject {
  public IpamHandle {
    blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
  }

  /** Reads the JSON shape of a stored handle's spec. */
  public static IpamHandle fromSpec(Map<String, Object> spec) {
    StoredSpec stored = new StoredSpec(spec);
    SortedMap<String, Integer> blocks = new TreeMap<>();
    if (spec.get("block") instanceof Map<?, ?> map) {
      map.forEach((cidr, count) -> blocks.put(String.valueOf(cidr), ((Number) count).intValue()));
    }
    return new IpamHandle(stored.string("handleID").orElse(""), blocks, stored.isTrue("deleted"));
  }

  @Override
  public String plural() {
    return "ipamhandles";
  }

  @Override
  public String name() {
    return handleId.toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("block", blocks);
    spec.put("deleted", deleted);
    spec.put("handleID", handleId);
    return spec;
  }

  /** The same handle with one more address in this block. */
  public IpamHandle plus(String cidr) {
    SortedMap<String, Integer> more = new TreeMap<>(blocks);
    more.merge(cidr, 1, Integer::sum);
    return new IpamHandle(handleId, more, deleted);
  }

  /** The same handle without this block. */
  public IpamHandle without(String cidr) {
    SortedMap<String, Integer> fewer = new TreeMap<>(blocks);
    fewer.remove(cidr);
    return new IpamHandle(handleId, fewer, deleted);
  }
}
