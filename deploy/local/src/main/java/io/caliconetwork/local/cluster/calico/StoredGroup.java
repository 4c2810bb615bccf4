package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.CalicoRelease;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The API group in which Calico's components keep their objects. */
public enum StoredGroup {
  /** What every release can use. */
  CRD_V1("crd.projectcalico.org", "v1"),
  /** CRDs of the public API, from v3.32 on. */
  PROJECTCALICO_V3("projectcalico.org", "v3");

  private static final String VARIABLE = "CALICO_API_GROUP";

  private final String group;
  private final String version;

  StoredGroup(String group, String version) {
    this.group = group;
    this.version = version;
  }

  String group() {
    return group;
  }

  String version() {
    return version;
  }

  String apiVersion() {
    return group + "/" + version;
  }

  /**
   * The group that a component uses (§3.4): the variable wins, else v3 only where v1 is not served;
   * before v3.32 always v1.
   *
   * @param served names of the groups that the API server lists
   */
  public static StoredGroup of(
      CalicoRelease release, Map<String, String> environment, Set<String> served) {
    if (!release.isAtLeast(3, 32)) {
      return CRD_V1;
    }
    String told = environment.getOrDefault(VARIABLE, "");
    if (!told.isEmpty()) {
      return told.toLowerCase(Locale.ROOT).equals(PROJECTCALICO_V3.apiVersion())
          ? PROJECTCALICO_V3
          : CRD_V1;
    }
    return served.contains(PROJECTCALICO_V3.group) && !served.contains(CRD_V1.group)
        ? PROJECTCALICO_V3
        : CRD_V1;
  }
}
