package io.caliconetwork.operator;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.act.Executor;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.Observation;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
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
import java.util.List;
import java.util.Optional;

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

  private final Observer observer;
  private final Executor executor;
  private final Reporter reporter;
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
    var decision = decide(network, known);
    if (decision instanceof Decision.NotYet) {
      return UpdateControl.<DeclaredNetwork>noUpdate().rescheduleAfter(FIRST_ANSWERS);
    }
    var intent = reporter.intent(network, decision);
    var written = reporter.write(network, intent);
    if (decision.next().isPresent()) {
      take(network, decision.next().get(), intent, (Decision.Proceed) decision);
    }
    reporter.announce(network, known, intent);
    return control(decision, written);
  }

  private Decision decide(DeclaredNetwork network, Optional<CalicoNetworkStatus> known) {
    var reading = SpecDecoder.spec(network);
    if (reading.spec().isEmpty()) {
      return new Decision.InvalidSpec(reading.problems());
    }
    var spec = reading.spec().get();
    var generation = network.getMetadata().getGeneration();
    return switch (observer.observe(spec.calico())) {
      case Observation.NotYet n -> new Decision.NotYet();
      case Observation.Denied d -> new Decision.Unreadable(d.what(), d.remedy());
      case Observation.Seen s ->
          Decider.decide(Wish.of(spec), s.cluster(), StatusReport.settled(known, generation));
    };
  }

  private void take(
      DeclaredNetwork network,
      Step.Write step,
      CalicoNetworkStatus intent,
      Decision.Proceed decision) {
    try {
      executor.execute(step, decision.cluster());
    } catch (KubernetesClientException e) {
      reporter.refusedWrite(network, intent, step, e);
      throw e;
    }
  }

  private static UpdateControl<DeclaredNetwork> control(Decision decision, boolean written) {
    var control = UpdateControl.<DeclaredNetwork>noUpdate();
    if (decision.next().isPresent()) {
      return control.rescheduleAfter(AFTER_WRITE);
    }
    return decision instanceof Decision.Proceed || !written
        ? control.rescheduleAfter(AT_GATE)
        : control;
  }
}
