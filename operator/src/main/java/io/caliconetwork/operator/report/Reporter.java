package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user: status before the step is taken, events after it. */
public final class Reporter {

  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

  /** The API server's answer to an object that admission or the schema refuses. */
  private static final int UNPROCESSABLE = 422;

  private final InstantSource clock;
  private final StatusWriter status;
  private final EventRecorder events;
  private final NetworkMetrics metrics;

  /** A reporter that signs with the given name. */
  public Reporter(
      KubernetesClient client, String name, InstantSource clock, NetworkMetrics metrics) {
    this.clock = clock;
    this.metrics = metrics;
    this.status = new StatusWriter(client, name);
    this.events = new EventRecorder(client, name);
  }

  /** The newest status known. */
  public Optional<CalicoNetworkStatus> known(DeclaredNetwork network) {
    return status.known(network);
  }

  /** The status that says what the decision is and what will be done about it. */
  public CalicoNetworkStatus intent(DeclaredNetwork network, Decision decision) {
    // Others of other names are refused, and say nothing about the cluster.
    if (CalicoNetwork.ONLY_NAME.equals(network.getMetadata().getName())) {
      metrics.decided(decision);
    }
    return StatusReport.of(
        decision, known(network), network.getMetadata().getGeneration(), clock.instant());
  }

  /**
   * Writes the status if it changed.
   *
   * @return false when a change of mere progress was put off
   */
  public boolean write(DeclaredNetwork network, CalicoNetworkStatus intent) {
    return status.write(network, intent, clock.instant());
  }

  /** Writes the events between two statuses. */
  public void announce(
      DeclaredNetwork network, Optional<CalicoNetworkStatus> before, CalicoNetworkStatus after) {
    for (var announcement : Announcement.between(before, after)) {
      LOG.info("{}: {}", announcement.reason(), announcement.message());
      events.record(network, announcement, clock.instant());
    }
  }

  /** Says that the API server refused a write for good; other failures are simply tried again. */
  public void refusedWrite(
      DeclaredNetwork network,
      CalicoNetworkStatus intent,
      Step.Write step,
      KubernetesClientException failure) {
    Reason reason;
    if (failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      reason = Reason.PERMISSION_DENIED;
    } else if (failure.getCode() == UNPROCESSABLE
        || failure.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
      reason = Reason.WRITE_REFUSED;
    } else {
      return;
    }
    var refused = StatusReport.refusedWrite(intent, step, reason, answer(failure), clock);
    var before = known(network);
    status.write(network, refused, clock.instant());
    announce(network, before, refused);
  }

  /** The API server's own sentence; the client's also has addresses and Java in it. */
  private static String answer(KubernetesClientException failure) {
    return failure.getStatus() == null || failure.getStatus().getMessage() == null
        ? "HTTP " + failure.getCode()
        : failure.getStatus().getMessage();
  }
}
