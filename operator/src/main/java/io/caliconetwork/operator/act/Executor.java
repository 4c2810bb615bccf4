package io.caliconetwork.operator.act;

import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
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

  /**
   * An executor.
   *
   * @param client to write with
   * @param observer told of every answer, so that the next look sees the write
   */
  public Executor(KubernetesClient client, Observer observer) {
    this.pools = new PoolWriter(client, observer);
    this.calicoNode = new CalicoNodeWriter(client, observer);
  }

  /**
   * Takes the step. When the cluster changed since the look nothing is written; the change brings
   * the next look.
   *
   * @throws KubernetesClientException when the API server refuses or cannot be reached
   */
  public void execute(Step.Write step, ClusterSnapshot cluster) {
    try {
      switch (step) {
        case Step.CreatePool s -> pools.create(cluster.datastore().api(), s.pool());
        case Step.RepairPoolModes s -> pools.modes(pool(s.pool(), cluster), s.encapsulation());
        case Step.RewriteLegacyPool s ->
            pools.withoutLegacy(pool(s.pool(), cluster), s.encapsulation(), s.natOutgoing());
        case Step.SetPoolOptions s -> pools.options(pool(s.pool(), cluster), s.options());
        case Step.SetPoolEncapsulation s -> pools.modes(pool(s.pool(), cluster), s.to());
        case Step.PresetConfigMap s -> calicoNode.preset(s.keys(), cluster);
        case Step.ReviseCalicoNode s -> calicoNode.revise(s.revision(), cluster);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        LOG.info("{}: the cluster changed meanwhile, looking again", step.name());
      } else {
        throw e;
      }
    }
  }

  private static PoolWriter.Version pool(String name, ClusterSnapshot cluster) {
    return cluster.datastore().pools().stream()
        .filter(p -> p.name().equals(name))
        .map(p -> PoolWriter.Version.of(cluster.datastore().api(), p))
        .findFirst()
        .orElseThrow();
  }
}
