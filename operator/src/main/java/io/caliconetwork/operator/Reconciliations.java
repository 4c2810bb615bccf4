package io.caliconetwork.operator;

import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.MDC;

/**
 * Numbers the looks at the cluster, so that what was logged during one of them can be told from the
 * next, and notices that the CalicoNetwork is gone.
 */
final class Reconciliations implements Metrics {

  /** Beside resource.generation and others that the framework sets. */
  static final String ID = "reconciliation";

  private final AtomicLong count = new AtomicLong();
  private final Runnable gone;
  private volatile boolean deleted;

  /**
   * Counts from 1.
   *
   * @param gone called when the one CalicoNetwork was deleted, and once more after a look that was
   *     under way then
   */
  Reconciliations(Runnable gone) {
    this.gone = gone;
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    deleted = false;
    MDC.put(ID, Long.toString(count.incrementAndGet()));
  }

  @Override
  public void reconciliationFinished(
      HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
    MDC.remove(ID);
    // It has reported what it saw of a CalicoNetwork that was there when it began.
    if (deleted) {
      gone.run();
    }
  }

  @Override
  public void cleanupDone(ResourceID resource, Map<String, Object> metadata) {
    if (CalicoNetwork.ONLY_NAME.equals(resource.getName())) {
      deleted = true;
      gone.run();
    }
  }
}
