package io.caliconetwork.operator.calico;

import java.util.Arrays;
import java.util.Optional;

/** The two API groups that Calico's objects come in; {@code spec} is the same in both. */
public enum ApiGroup {
  /** What calico-node and the others store, unless told otherwise; no clients' rules apply. */
  CRD_V1("crd.projectcalico.org", "v1"),
  /** Calico's public API: served by calico-apiserver, or by CRDs of its own from v3.32 on. */
  PROJECTCALICO_V3("projectcalico.org", "v3");

  private final String group;
  private final String version;

  ApiGroup(String group, String version) {
    this.group = group;
    this.version = version;
  }

  public String group() {
    return group;
  }

  public String version() {
    return version;
  }

  /** As in {@code apiVersion}. */
  public String groupVersion() {
    return group + "/" + version;
  }

  /** The group of an {@code apiVersion}, written exactly so; empty for any other text. */
  public static Optional<ApiGroup> of(String groupVersion) {
    return Arrays.stream(values()).filter(g -> g.groupVersion().equals(groupVersion)).findFirst();
  }
}
