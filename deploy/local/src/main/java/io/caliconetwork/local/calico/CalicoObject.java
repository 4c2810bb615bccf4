package io.caliconetwork.local.calico;

import java.util.Map;

/** An object of group {@code crd.projectcalico.org/v1}, cluster-scoped, as stored (§5.1). */
public sealed interface CalicoObject permits IpPool, IpamBlock, BlockAffinity, IpamHandle {

  /** The plural of the kind, e.g. {@code ipamblocks}. */
  String plural();

  /** {@code metadata.name}. */
  String name();

  /** {@code spec} in the shape of its JSON: maps, lists, strings, numbers, booleans, nulls. */
  Map<String, Object> spec();

  /** {@code metadata.labels}; empty for most kinds and releases. */
  default Map<String, String> labels() {
    return Map.of();
  }
}
