package io.caliconetwork.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease: one operator acts, the others hold warm caches. */
final class Leadership {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final String LEASE = "calico-network-operator";

  private Leadership() {}

  /**
   * How the lease is held.
   *
   * @param leads told when this process gets it, and when it loses it
   */
  static LeaderElectionConfiguration configuration(OperatorConfig config, Consumer<Boolean> leads) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(config.leaseNamespace())
        .withIdentity(config.identity())
        .withLeaseDuration(Duration.ofSeconds(15))
        .withRenewDeadline(Duration.ofSeconds(10))
        .withRetryPeriod(Duration.ofSeconds(2))
        .withLeaderCallbacks(
            new LeaderCallbacks(() -> leads.accept(true), () -> leads.accept(false), holder -> {}))
        .build();
  }

  /**
   * Gives the lease up, if it is ours, so that a successor need not wait for it to run out. The
   * elector's own release only shortens it.
   */
  static void release(KubernetesClient client, OperatorConfig config) {
    try {
      var lease = client.leases().inNamespace(config.leaseNamespace()).withName(LEASE).get();
      if (lease != null && config.identity().equals(lease.getSpec().getHolderIdentity())) {
        client
            .resource(new LeaseBuilder(lease).editSpec().withHolderIdentity("").endSpec().build())
            .update();
      }
    } catch (KubernetesClientException e) {
      LOG.warn("cannot release the lease, it runs out by itself: {}", e.getMessage());
    }
  }
}
