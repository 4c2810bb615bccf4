package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.Map;

/** Ways in which installers write calico-node's DaemonSet, as far as plans notice. */
enum Shape {
  /** Backend from calico-config, exec probes. */
  MANIFEST("calico_backend", true, true),
  /** k0s: the backend is a literal; no key, no ConfigMap is changed. */
  LITERAL("", true, true),
  /** A key of its own. */
  OTHER_KEY("my_backend", true, true),
  /** Older kubespray: liveness asks Felix over HTTP. */
  FELIX_LIVENESS("calico_backend", false, true),
  /** Canal's readiness in Calico's DaemonSet: no probe can ask for BIRD. */
  FELIX_PROBES("calico_backend", false, false),
  /** The same, with a literal. */
  FELIX_PROBES_LITERAL("", false, false);

  private final String key;
  private final boolean asksLive;
  private final boolean asksReady;

  Shape(String key, boolean asksLive, boolean asksReady) {
    this.key = key;
    this.asksLive = asksLive;
    this.asksReady = asksReady;
  }

  boolean literal() {
    return key.isEmpty();
  }

  /** Probes can ask for it. */
  boolean asksLive() {
    return asksLive;
  }

  boolean asksReady() {
    return asksReady;
  }

  HealthProbe liveness() {
    return asksLive
        ? new HealthProbe.Command(Clusters.FELIX_LIVE)
        : new HealthProbe.FelixEndpoint("/liveness");
  }

  HealthProbe readiness() {
    return asksReady
        ? new HealthProbe.Command(List.of("/bin/sh", "-c", "calico-node -felix-ready"))
        : new HealthProbe.Absent();
  }

  /** Sets the backend where this shape has it. */
  void set(String backend, Map<String, EnvValue> env, Map<String, String> configMap) {
    env.put(
        ClusterSnapshot.BACKEND_VARIABLE,
        literal()
            ? new EnvValue.Literal(backend)
            : new EnvValue.ConfigMapKey("calico-config", key));
    if (!literal()) {
      configMap.put(key, backend);
    }
  }

  /** What a pod that starts now runs with. */
  String backend(Map<String, EnvValue> env, Map<String, String> configMap) {
    return env.get(ClusterSnapshot.BACKEND_VARIABLE) instanceof EnvValue.Literal l
        ? l.value()
        : configMap.get(key);
  }
}
