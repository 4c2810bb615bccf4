package io.caliconetwork.operator.act;

import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.plan.EvictPods;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a step. Every write carries the version of the object it was decided on, so that a decision
 * on an old look is refused by the API server instead of overwriting something newer.
 */
public final class Executor {

  private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

  private final PoolWriter pools;
  private final CalicoNodeWriter calicoNode;
  private final ClaimsWriter claims;
  private final PodEvictor evictor;

  /**
   * An executor.
   *
   * @param client to write with
   * @param observer told of every answer, so that the next look sees the write
   */
  public Executor(KubernetesClient client, Observer observer) {
    this.pools = new PoolWriter(client, observer);
    this.calicoNode = new CalicoNodeWriter(client, observer);
    this.claims = new ClaimsWriter(client);
    this.evictor = new PodEvictor(client, observer);
  }

  /**
   * Takes the step. When the cluster changed since the look nothing is written; the change brings
   * the next look.
   *
   * @return false when the cluster had changed
   * @throws KubernetesClientException when the API server refuses or cannot be reached
   */
  public boolean execute(Step.Write step, ClusterSnapshot cluster) {
    return unlessChanged(step, () -> take(step, cluster));
  }

  /**
   * Takes the part of the step that costs no restart: of a revision only the ConfigMap. The next
   * look finds the rest left to do, as after a crash in between.
   *
   * @return false when the cluster had changed
   * @throws KubernetesClientException when the API server refuses or cannot be reached
   */
  public boolean begin(Step.ReviseCalicoNode step, ClusterSnapshot cluster) {
    return unlessChanged(step, () -> calicoNode.configMap(step.revision(), cluster));
  }

  private void take(Step.Write step, ClusterSnapshot cluster) {
    switch (step) {
      case Step.CreatePool s -> pools.create(cluster.datastore().api(), s.pool());
      case PoolStep.CreatePilotPool s -> pools.create(cluster.datastore().api(), s.pool());
      case PoolStep.EnablePool s -> pools.enable(pool(s.pool(), cluster));
      case EvictPods s -> evictor.evict(s.pods());
      case PoolStep.DisablePool s -> pools.disable(pool(s.pool(), cluster));
      case PoolStep.ReleaseBlocks s ->
          claims.release(cluster.datastore().api().read().orElseThrow(), s.now());
      case PoolStep.DeletePool s -> pools.delete(pool(s.pool(), cluster));
      case Step.RepairPoolModes s -> pools.modes(pool(s.pool(), cluster), s.encapsulation());
      case Step.RewriteLegacyPool s ->
          pools.withoutLegacy(pool(s.pool(), cluster), s.encapsulation(), s.natOutgoing());
      case Step.SetPoolOptions s -> pools.options(pool(s.pool(), cluster), s.options());
      case Step.SetPoolEncapsulation s -> pools.modes(pool(s.pool(), cluster), s.to());
      case Step.PresetConfigMap s -> calicoNode.preset(s.keys(), cluster);
      case Step.ReviseCalicoNode s -> calicoNode.revise(s.revision(), cluster);
      case Step.FitBackend s ->
          calicoNode.preset(Map.of(ClusterSnapshot.BACKEND_KEY, s.backend().value()), cluster);
    }
  }

  private static boolean unlessChanged(Step.Write step, Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && step instanceof PoolStep)) {
        LOG.info("{}: the cluster changed meanwhile, looking again", step.name());
        return false;
      }
      throw e;
    }
  }

  private static PoolWriter.Version pool(String name, ClusterSnapshot cluster) {
    return PoolWriter.Version.of(cluster.datastore().api(), cluster.pool(name).orElseThrow());
  }
}
