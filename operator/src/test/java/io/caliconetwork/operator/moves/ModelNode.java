package io.caliconetwork.operator.moves;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.PoolEnv;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Rollout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** calico-node's DaemonSet and ConfigMap, rolled node by node. */
final class ModelNode {

  private final Map<String, String> env = new TreeMap<>();
  private final Map<String, String> configMap = new TreeMap<>();
  private final Map<String, String> annotations = new TreeMap<>();
  private final boolean[] current = new boolean[ModelCluster.NODES.size()];
  private HealthProbe liveness =
      new HealthProbe.Command(List.of("/bin/calico-node", "-felix-live", "-bird-live"));
  private HealthProbe readiness =
      new HealthProbe.Command(List.of("/bin/calico-node", "-felix-ready", "-bird-ready"));
  private int configMapVersion = 1;
  private String configMapRevision;
  private long revision = 1;

  ModelNode(String range, Encapsulation encapsulation) {
    Arrays.fill(current, true);
    env.put("DATASTORE_TYPE", "kubernetes");
    env.put("CALICO_IPV4POOL_IPIP", encapsulation.ipipMode().value());
    env.put("CALICO_IPV4POOL_VXLAN", encapsulation.vxlanMode().value());
    env.put(PoolEnv.CIDR.variable(), range);
    configMap.put(ClusterSnapshot.MTU_KEY, "0");
    configMap.put(
        "cni_network_config",
        "{\"plugins\": [{\"type\": \"calico\", \"mtu\": __CNI_MTU__,"
            + " \"ipam\": {\"type\": \"calico-ipam\"}}]}");
    if (encapsulation.family() == Encapsulation.Family.VXLAN) {
      configMap.put(ClusterSnapshot.BACKEND_KEY, "vxlan");
      liveness = liveness.edited(Probes.BIRD_LIVE, false);
      readiness = readiness.edited(Probes.BIRD_READY, false);
    } else {
      configMap.put(ClusterSnapshot.BACKEND_KEY, "bird");
    }
  }

  private ModelNode(ModelNode other) {
    env.putAll(other.env);
    configMap.putAll(other.configMap);
    annotations.putAll(other.annotations);
    System.arraycopy(other.current, 0, current, 0, current.length);
    liveness = other.liveness;
    readiness = other.readiness;
    configMapVersion = other.configMapVersion;
    configMapRevision = other.configMapRevision;
    revision = other.revision;
  }

  ModelNode copy() {
    return new ModelNode(this);
  }

  /** A variable of the newest revision. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(env.get(name));
  }

  boolean rolling() {
    return updated() < current.length;
  }

  private int updated() {
    int count = 0;
    for (boolean c : current) {
      count += c ? 1 : 0;
    }
    return count;
  }

  boolean restarts(int node) {
    var old = !current[node];
    current[node] = true;
    return old;
  }

  /**
   * A new revision.
   *
   * @param cutOff the operator dies when the ConfigMap is written and the DaemonSet is not
   */
  void revise(Revision wanted, boolean cutOff) {
    if (!wanted.configMapKeys().isEmpty()
        || wanted.annotations().containsKey(ConfigMapFacts.REVISION_ANNOTATION)) {
      configMap.putAll(wanted.configMapKeys());
      configMapVersion++;
      configMapRevision =
          wanted.annotations().getOrDefault(ConfigMapFacts.REVISION_ANNOTATION, configMapRevision);
    }
    if (cutOff) {
      return;
    }
    env.putAll(wanted.env());
    annotations.putAll(wanted.annotations());
    wanted
        .probes()
        .ifPresent(p -> {
          liveness = liveness.edited(Probes.BIRD_LIVE, p.live());
          readiness = readiness.edited(Probes.BIRD_READY, p.ready());
        });
    revision++;
    Arrays.fill(current, false);
  }

  Installation facts() {
    var values = new HashMap<String, EnvValue>();
    env.forEach((name, value) -> values.put(name, new EnvValue.Literal(value)));
    values.put(
        ClusterSnapshot.BACKEND_VARIABLE,
        new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.BACKEND_KEY));
    values.put("FELIX_VXLANMTU", new EnvValue.ConfigMapKey("calico-config", "veth_mtu"));
    return new Installation(
        Optional.of(
            new DaemonSetFacts(
                new DaemonSetFacts.ObjectId("kube-system", "calico-node", "u", "1"),
                new Rollout(revision, revision, current.length, updated(), updated()),
                annotations,
                Optional.of(
                    new CalicoNodeContainer(
                        "calico/node:v3.30.7", values, List.of(), liveness, readiness)),
                DaemonSetFacts.Owned.NOTHING,
                false,
                CniInstaller.NONE)),
        Optional.of(
            new ConfigMapFacts(
                "kube-system",
                "calico-config",
                String.valueOf(configMapVersion),
                configMap,
                Optional.ofNullable(configMapRevision))),
        Optional.empty(),
        List.of());
  }

  String state() {
    var shown = new TreeMap<>(annotations);
    var bound = shown.remove(ConfigMapFacts.REVISION_ANNOTATION);
    return env.toString()
        + configMap.get(ClusterSnapshot.BACKEND_KEY)
        + shown
        + java.util.Objects.equals(bound, configMapRevision)
        + liveness
        + readiness
        + Arrays.toString(current);
  }
}
