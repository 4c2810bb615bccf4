package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.check.Words;
import io.caliconetwork.operator.snapshot.Rollout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One step of a plan: either a write, or a gate that holds the plan until the cluster is ready. */
public sealed interface Step {

  /** Kind of step, as it stands in status. */
  String name();

  /** What exactly, or how far it got. */
  String detail();

  /** A step that writes. It is done when the next look at the cluster no longer asks for it. */
  sealed interface Write extends Step
      permits CreatePool,
          RepairPoolModes,
          RewriteLegacyPool,
          SetPoolOptions,
          SetPoolEncapsulation,
          PresetConfigMap,
          ReviseCalicoNode,
          FitBackend,
          EvictPods,
          PoolStep {}

  /** A step that waits until the cluster has followed. */
  sealed interface Gate extends Step
      permits AwaitDaemonSet,
          AwaitRollout,
          AwaitTunnelAddresses,
          AwaitNodeAddresses,
          MovePods,
          PoolGate {
    /** Longest time without any progress before the plan stops, unless configured otherwise. */
    Duration limit();

    /** How far it got; grows with every node that followed, and falls back when one fails again. */
    default int progress() {
      return 0;
    }

    /** Names of the nodes it waits for, where they are known from the snapshot. */
    List<String> lagging();

    /** What is done for it while it waits. */
    default Optional<Write> meanwhile() {
      return Optional.empty();
    }

    /** Whether a step of this name is a gate: names of the others do not begin with Await. */
    static boolean isGate(String name) {
      return name.startsWith("Await") || name.equals(MovePods.NAME);
    }
  }

  /**
   * Creates a default pool, every field written.
   *
   * @param pool as it shall be
   */
  record CreatePool(DesiredPool pool) implements Write {
    @Override
    public String name() {
      return "CreatePool";
    }

    @Override
    public String detail() {
      return pool.name()
          + ": "
          + pool.cidr()
          + ", blockSize "
          + pool.blockSize()
          + ", "
          + pool.encapsulation();
    }
  }

  /**
   * Writes both mode fields of a pool that lacks one, without changing its encapsulation. Felix up
   * to v3.32.1 restarts for ever on such a pool as soon as it starts anew.
   *
   * @param pool name
   * @param encapsulation in force
   */
  record RepairPoolModes(String pool, Encapsulation encapsulation) implements Write {
    @Override
    public String name() {
      return "RepairPoolModes";
    }

    @Override
    public String detail() {
      return pool
          + ": write both ipipMode and vxlanMode, as they already act ("
          + encapsulation
          + ")";
    }
  }

  /**
   * Brings a pool that carries fields of Calico v2 into the form of today, without changing what it
   * does: {@code spec.ipip} overrides ipipMode whenever Calico up to v3.31 reads the pool, and
   * {@code spec.nat-outgoing} is OR-ed into natOutgoing (calico-semantics §3.3).
   *
   * @param pool name
   * @param encapsulation in force, or wished when the pool has IPIP and VXLAN at once
   * @param natOutgoing in force
   */
  record RewriteLegacyPool(String pool, Encapsulation encapsulation, boolean natOutgoing)
      implements Write {
    @Override
    public String name() {
      return "RewriteLegacyPool";
    }

    @Override
    public String detail() {
      return pool
          + ": drop spec.ipip and spec.nat-outgoing of Calico v2 and write what they say, "
          + encapsulation
          + " and natOutgoing "
          + natOutgoing
          + ", as ipipMode, vxlanMode and natOutgoing";
    }
  }

  /**
   * Sets natOutgoing, nodeSelector and disableBGPExport.
   *
   * @param pool name
   * @param options wished
   */
  record SetPoolOptions(String pool, PoolOptions options) implements Write {
    @Override
    public String name() {
      return "SetPoolOptions";
    }

    @Override
    public String detail() {
      return pool
          + ": natOutgoing "
          + options.natOutgoing()
          + ", nodeSelector "
          + options.nodeSelector()
          + ", disableBGPExport "
          + options.disableBgpExport();
    }
  }

  /**
   * Sets both mode fields in one patch.
   *
   * @param pool name
   * @param from in words
   * @param to wished
   * @param gap what traffic between nodes feels
   */
  record SetPoolEncapsulation(String pool, String from, Encapsulation to, String gap)
      implements Write {
    @Override
    public String name() {
      return "SetPoolEncapsulation";
    }

    @Override
    public String detail() {
      return pool + ": " + from + " → " + to + "; " + gap;
    }
  }

  /**
   * Sets keys of Calico's ConfigMap before any calico-node pod exists, so that the first start
   * reads them.
   *
   * @param keys and values
   */
  record PresetConfigMap(Map<String, String> keys) implements Write {
    public PresetConfigMap {
      keys = Map.copyOf(keys);
    }

    @Override
    public String name() {
      return "PresetConfigMap";
    }

    @Override
    public String detail() {
      return "before the first start of calico-node: " + keys;
    }
  }

  /**
   * Writes a new revision of calico-node.
   *
   * @param purpose of it
   * @param revision what it says
   */
  record ReviseCalicoNode(Purpose purpose, Revision revision) implements Write {

    /** Why calico-node gets a new revision. */
    public enum Purpose {
      START_BIRD("StartBIRD", "backend bird with bird-live, still without bird-ready"),
      GUARD_BIRD("GuardBIRD", "add bird-ready, now that BIRD runs on every node"),
      STOP_BIRD("StopBIRD", "backend vxlan, bird probes out"),
      LOWER_MTU("LowerMTU", "the new overlay needs room in every packet"),
      SYNC("SyncCalicoNode", "bring the DaemonSet into line with the pool");

      private final String label;
      private final String why;

      Purpose(String label, String why) {
        this.label = label;
        this.why = why;
      }

      /** Name of such a step. */
      public String label() {
        return label;
      }
    }

    @Override
    public String name() {
      return purpose.label;
    }

    @Override
    public String detail() {
      var text = new StringBuilder(purpose.why);
      if (!revision.configMapKeys().isEmpty()) {
        var keys = new java.util.TreeMap<>(revision.configMapKeys());
        // Dozens of lines, of which one changes.
        keys.replace(CniConfig.KEY, "assign_ipv6: true, new pods get an IPv6 address");
        text.append("; ConfigMap ").append(keys);
      }
      if (!revision.env().isEmpty()) {
        text.append("; env ").append(new java.util.TreeMap<>(revision.env()));
      }
      return text.toString();
    }
  }

  /**
   * Puts the backend in Calico's ConfigMap where the DaemonSet's probes expect it, while somebody
   * else insists on those probes. Pods restart into it one by one as they come; none is restarted.
   *
   * @param backend that fits
   */
  record FitBackend(Backend backend) implements Write {
    @Override
    public String name() {
      return "FitBackend";
    }

    @Override
    public String detail() {
      return "backend " + backend.value() + ", which the DaemonSet's probes ask for";
    }
  }

  /** Waits until there is a calico-node DaemonSet. */
  record AwaitDaemonSet() implements Gate {
    @Override
    public String name() {
      return "AwaitDaemonSet";
    }

    @Override
    public String detail() {
      return "the DaemonSet that runs calico-node is not there yet";
    }

    @Override
    public Duration limit() {
      return TimeLimits.NEVER;
    }

    @Override
    public List<String> lagging() {
      return List.of();
    }
  }

  /**
   * Waits until every node runs the newest revision of calico-node and is ready.
   *
   * @param detail what it waits for, or how far it got
   * @param progress nodes that run the new revision, and again those of all that are ready
   */
  record AwaitRollout(String detail, int progress) implements Gate {

    /** A gate behind a revision that is still to be written. */
    static AwaitRollout ahead(int nodes) {
      return new AwaitRollout(
          "all " + nodes + " nodes run the new revision of calico-node and are ready", 0);
    }

    /**
     * The gate at which the plan stands.
     *
     * @param notReady nodes whose kubelet does not report, with the reason
     */
    static AwaitRollout of(Rollout rollout, List<String> notReady) {
      // Until the controller has seen the template its counts are about the one before.
      var updated = rollout.observedGeneration() >= rollout.generation() ? rollout.updated() : 0;
      return new AwaitRollout(
          "%d of %d nodes run the new revision of calico-node, %d are ready"
                  .formatted(updated, rollout.desired(), rollout.available())
              + (notReady.isEmpty()
                  ? ""
                  : "; Kubernetes replaces no more of them than maxUnavailable allows beside those"
                      + " on nodes that are not Ready: "
                      + Words.some(notReady)),
          updated + rollout.available());
    }

    @Override
    public String name() {
      return "AwaitRollout";
    }

    @Override
    public Duration limit() {
      return TimeLimits.ROLLOUT;
    }

    @Override
    public List<String> lagging() {
      return List.of();
    }
  }

  /**
   * Waits until the tunnel addresses of all nodes fit the pool: present in an enabled pool of the
   * family, and gone where the family is not used any more.
   *
   * @param detail what it waits for, or how far it got
   * @param progress nodes that have followed
   * @param lagging names of the nodes that have not followed
   */
  record AwaitTunnelAddresses(String detail, int progress, List<String> lagging) implements Gate {
    public AwaitTunnelAddresses {
      lagging = List.copyOf(lagging);
    }

    /** A gate behind a switch that is still to be made; the family is empty text for IPv4. */
    static AwaitTunnelAddresses ahead(Encapsulation to, String family) {
      return new AwaitTunnelAddresses("every node " + followed(to, family), 0, List.of());
    }

    /** The gate at which the plan stands. */
    static AwaitTunnelAddresses of(
        Encapsulation to, String family, int nodes, List<String> lagging) {
      return new AwaitTunnelAddresses(
          (nodes - lagging.size()) + " of " + nodes + " nodes: each " + followed(to, family),
          nodes - lagging.size(),
          lagging);
    }

    private static String followed(Encapsulation to, String family) {
      return to.family() == Encapsulation.Family.NONE
          ? "has given up its " + family + "tunnel address"
          : "has its " + family + to.family() + " tunnel address";
    }

    @Override
    public String name() {
      return "AwaitTunnelAddresses";
    }

    @Override
    public Duration limit() {
      return TimeLimits.TUNNELS;
    }
  }
}
