package io.caliconetwork.operator;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.act.Executor;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.observe.CloserLooks;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.Observation;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.PoolGate;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.report.MigrationReport;
import io.caliconetwork.operator.report.Permit;
import io.caliconetwork.operator.report.Reporter;
import io.caliconetwork.operator.report.StatusReport;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Observe, check, plan, report the intent, take one step. */
@ControllerConfiguration(
    name = CalicoNetworkReconciler.NAME,
    fieldManager = CalicoNetworkReconciler.FIELD_MANAGER,
    // With the default the framework takes spec edits that race our status writes for our own.
    informer = @Informer(comparableResourceVersions = false))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 2,
    maxInterval = 30_000)
public final class CalicoNetworkReconciler implements Reconciler<DeclaredNetwork> {

  static final String NAME = "caliconetwork";
  static final String FIELD_MANAGER = "calico-network-operator";

  /** Until first answers are in; every answer also triggers a look at once. */
  private static final Duration FIRST_ANSWERS = Duration.ofMillis(250);

  /** After a write, in case the watch that should bring it is broken. */
  private static final Duration AFTER_WRITE = Duration.ofSeconds(1);

  /** While a gate is closed: its limit has to be noticed, and its progress shown. */
  private static final Duration AT_GATE = Duration.ofSeconds(2);

  /** While pins or mentions stand in the way: no watch tells when they are gone. */
  private static final Duration UNWATCHED = Duration.ofMinutes(1);

  private static final Set<CheckId> OF_THE_UNWATCHED =
      EnumSet.of(CheckId.POOL_PINNED, CheckId.OLD_RANGE_IN_POLICIES, CheckId.OLD_RANGE_IN_BGP);

  private final Observer observer;
  private final Executor executor;
  private final Reporter reporter;
  private final Patience patience = new Patience();
  private final List<EventSource<?, DeclaredNetwork>> triggers;

  CalicoNetworkReconciler(
      Observer observer,
      Executor executor,
      Reporter reporter,
      EventSource<?, DeclaredNetwork> trigger) {
    this.observer = observer;
    this.executor = executor;
    this.reporter = reporter;
    this.triggers = List.of(trigger);
  }

  @Override
  public List<EventSource<?, DeclaredNetwork>> prepareEventSources(
      EventSourceContext<DeclaredNetwork> context) {
    return triggers;
  }

  @Override
  public UpdateControl<DeclaredNetwork> reconcile(
      DeclaredNetwork network, Context<DeclaredNetwork> context) {
    var known = reporter.known(network);
    var decision = patient(decide(network, known, observer));
    if (decision instanceof Decision.NotYet) {
      return UpdateControl.<DeclaredNetwork>noUpdate().rescheduleAfter(FIRST_ANSWERS);
    }
    var permit = reporter.permit(network, known, decision);
    var intent = reporter.intent(network, permit);
    var written = reporter.write(network, intent);
    try {
      if (permit.write().isPresent()) {
        take(network, permit, intent);
      }
    } finally {
      // What was put off is told when it is written.
      if (written) {
        reporter.announce(network, known, intent);
      }
    }
    return control(permit, written);
  }

  /**
   * From a CalicoNetwork and a look at the cluster to a decision. The plan command decides here as
   * well, so that the two cannot come to differ.
   *
   * @param known status as last written
   */
  static Decision decide(
      DeclaredNetwork network, Optional<CalicoNetworkStatus> known, Observer observer) {
    var reading = SpecDecoder.spec(network);
    if (reading.spec().isEmpty()) {
      return new Decision.InvalidSpec(reading.problems());
    }
    var spec = reading.spec().get();
    var generation = network.getMetadata().getGeneration();
    var wish = Wish.of(spec);
    var observation =
        observer.observe(
            spec.calico(), spec.ipv6() != null, MigrationReport.kept(known), CloserLooks.of(wish));
    return switch (observation) {
      case Observation.NotYet n -> new Decision.NotYet(n.what());
      case Observation.Denied d -> new Decision.Unreadable(d.what(), d.remedy());
      case Observation.Seen s ->
          Decider.decide(wish, s.cluster(), StatusReport.past(known, generation));
    };
  }

  /** Answers that have been out for long are worth a word. */
  private Decision patient(Decision decision) {
    patience.note(decision instanceof Decision.NotYet);
    return decision instanceof Decision.NotYet unread && patience.isOver()
        ? new Decision.Unanswered(unread.what())
        : decision;
  }

  private void take(DeclaredNetwork network, Permit permit, CalicoNetworkStatus intent) {
    var step = permit.write().orElseThrow();
    try {
      var done =
          (permit.begin() && step instanceof Step.ReviseCalicoNode revision)
              ? executor.begin(revision, permit.cluster())
              : executor.execute(step, permit.cluster());
      if (done) {
        reporter.made(network, permit);
      } else {
        reporter.outdated(step);
      }
    } catch (KubernetesClientException e) {
      reporter.refusedWrite(network, intent, step, e);
      throw e;
    }
  }

  private static UpdateControl<DeclaredNetwork> control(Permit permit, boolean written) {
    var control = UpdateControl.<DeclaredNetwork>noUpdate();
    if (permit.decision().next().isPresent()) {
      return control.rescheduleAfter(AFTER_WRITE);
    }
    return switch (permit.decision()) {
      case Decision.Proceed d -> control.rescheduleAfter(atGate(d));
      case Decision.Contested d -> control.rescheduleAfter(AT_GATE);
      case Decision.Unanswered d -> control.rescheduleAfter(AT_GATE);
      case Decision.Refused d when waitsForTheUnwatched(d) -> control.rescheduleAfter(UNWATCHED);
      default -> written ? control : control.rescheduleAfter(AT_GATE);
    };
  }

  /** A gate that time alone opens is looked at when it does. */
  private static Duration atGate(Decision.Proceed decision) {
    return decision.plan().steps().getFirst() instanceof PoolGate.AwaitForwarding forwarding
            && left(forwarding).compareTo(AT_GATE) < 0
        ? left(forwarding).plusMillis(1)
        : AT_GATE;
  }

  private static Duration left(PoolGate.AwaitForwarding gate) {
    var all = gate.settling().left();
    var pools = gate.settling().leftOfPools();
    return all.compareTo(pools) > 0 ? all : pools;
  }

  private static boolean waitsForTheUnwatched(Decision.Refused decision) {
    return decision.refusals().stream().anyMatch(r -> OF_THE_UNWATCHED.contains(r.check()));
  }
}
