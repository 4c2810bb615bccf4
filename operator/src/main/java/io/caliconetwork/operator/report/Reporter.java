package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.FieldWriters;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.EvictPods;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
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
  private final TimeLimits limits;
  private final LastWords lastWords;
  private final SecondWriters secondWriters;
  private final Furthest furthest = new Furthest();

  /** A reporter that signs with the given name. */
  public Reporter(
      KubernetesClient client, String name, InstantSource clock, NetworkMetrics metrics) {
    this(client, name, clock, metrics, TimeLimits.DEFAULT);
  }

  /** A reporter with other limits than the usual ones. */
  public Reporter(
      KubernetesClient client,
      String name,
      InstantSource clock,
      NetworkMetrics metrics,
      TimeLimits limits) {
    this.clock = clock;
    this.limits = limits;
    this.lastWords = new LastWords(client);
    this.secondWriters = new SecondWriters(new FieldWriters(client), limits.repairs());
    this.metrics = metrics;
    this.status = new StatusWriter(client, name);
    this.events = new EventRecorder(client, name);
  }

  /** The newest status known. */
  public Optional<CalicoNetworkStatus> known(DeclaredNetwork network) {
    return status.known(network);
  }

  /** Whether, and how, the decided write may be made, seeing who else writes. */
  public Permit permit(
      DeclaredNetwork network, Optional<CalicoNetworkStatus> known, Decision decision) {
    var permit = secondWriters.permit(network, known, decision, clock.instant());
    metrics.reverted(
        RepairLog.known(known, network.getMetadata().getGeneration()), permit.repairs());
    return permit;
  }

  /** The status that says what the decision is and what will be done about it. */
  public CalicoNetworkStatus intent(DeclaredNetwork network, Permit permit) {
    var decision = permit.decision();
    var generation = network.getMetadata().getGeneration();
    var known = known(network);
    var circumstances =
        new Circumstances(
            clock.instant(),
            limits,
            furthest.before(generation, decision),
            List.of(),
            permit.repairs());
    var status = StatusReport.of(decision, known, generation, circumstances);
    // Others of other names are refused, and say nothing about the cluster.
    if (CalicoNetwork.ONLY_NAME.equals(network.getMetadata().getName())) {
      furthest.note(generation, decision);
      metrics.decided(decision, status, limits);
    }
    return timedOut(status) && decision instanceof Decision.Proceed late
        ? StatusReport.of(
            decision,
            known,
            generation,
            circumstances.with(lastWords.of(late, circumstances.now())))
        : status;
  }

  private static boolean timedOut(CalicoNetworkStatus status) {
    return Conditions.find(status.conditions(), Conditions.STALLED)
        .filter(c -> Reason.STEP_TIMED_OUT.text().equals(c.reason()))
        .isPresent();
  }

  /** Takes note of a write that was made, and tells it. */
  public void made(DeclaredNetwork network, Permit permit) {
    secondWriters.made(permit, clock.instant());
    permit.write().ifPresent(s -> metrics.wrote(s, WriteMetrics.Outcome.MADE));
    permit
        .write()
        // There may be thousands of evictions; how they get on is told now and then.
        .filter(s -> !permit.begin() && !(s instanceof EvictPods))
        .ifPresent(s -> record(network, Announcement.made(s)));
  }

  /** Takes note of a write that was not made, for the cluster changed since the look. */
  public void outdated(Step.Write step) {
    metrics.wrote(step, WriteMetrics.Outcome.OUTDATED);
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
      record(network, announcement);
    }
  }

  private void record(DeclaredNetwork network, Announcement announcement) {
    LOG.info("{}: {}", announcement.reason(), announcement.message());
    events.record(network, announcement, clock.instant());
  }

  /** Says that the API server refused a write for good; other failures are simply tried again. */
  public void refusedWrite(
      DeclaredNetwork network,
      CalicoNetworkStatus intent,
      Step.Write step,
      KubernetesClientException failure) {
    metrics.wrote(step, WriteMetrics.Outcome.FAILED);
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
    metrics.reported(refused);
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
