package io.caliconetwork.local.calico;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who holds one address of a block (§5.1, an element of {@code attributes}).
 *
 * @param handleId e.g. {@code k8s-pod-network.<container>} or {@code vxlan-tunnel-addr-<node>}
 * @param secondary {@code pod}, {@code namespace}, {@code node}, {@code timestamp}, {@code type}
 */
public record IpamAttribute(String handleId, Map<String, String> secondary) {
  public IpamAttribute {
    secondary = Map.copyOf(secondary);
  }

  /** The node the address is used on, {@code ""} when not recorded. */
  public String node() {
    return secondary.getOrDefault("node", "");
  }

  /** Whether this is a node's tunnel address and no pod's. */
  public boolean isTunnel() {
    return secondary.getOrDefault("type", "").endsWith("TunnelAddress");
  }

  Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("handle_id", handleId);
    spec.put("secondary", secondary);
    return spec;
  }

  static IpamAttribute fromSpec(Map<?, ?> spec) {
    StoredSpec stored = new StoredSpec(spec);
    return new IpamAttribute(stored.string("handle_id").orElse(""), stored.strings("secondary"));
  }
}
