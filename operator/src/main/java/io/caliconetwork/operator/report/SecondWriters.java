package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.FieldWriter;
import io.caliconetwork.operator.observe.FieldWriters;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Retreat;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TouchedField;
import io.caliconetwork.operator.plan.TouchedField.ObjectRef;
import io.caliconetwork.operator.plan.TouchedFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Notices that what was set has been changed back, and gives way when that goes on.
 *
 * <p>A write is a repair when its fields had been as wished before under this generation of the
 * spec (the status says so, or this process wrote them), and somebody else owns them since. What
 * was noticed is in status before anything is repaired, so it survives a restart; what is only in
 * memory here can at worst make one revert go uncounted.
 *
 * <p>To find out cheaply whether a repair holds, the second one begins with the ConfigMap alone,
 * which restarts nothing: who applies a whole manifest shows by that already.
 */
final class SecondWriters {

  /** Who applies a manifest writes object after object; wait until they are through. */
  static final Duration SETTLE = Duration.ofSeconds(2);

  /** Clocks of API server and operator need not agree to the second. */
  private static final Duration CLOCKS = Duration.ofSeconds(60);

  private static final Duration SHORTEST_PROBATION = Duration.ofSeconds(3);

  private final Function<ObjectRef, List<FieldWriter>> managers;
  private final Duration window;

  private String about = "";
  private final Set<String> written = new HashSet<>();
  private final Set<String> pending = new HashSet<>();
  private Optional<Instant> begun = Optional.empty();
  private boolean settled;

  SecondWriters(FieldWriters writers, Duration window) {
    this(r -> writers.of(r.groupVersion(), r.kind(), r.namespace(), r.name()), window);
  }

  /** With another source of managedFields than the API server. */
  SecondWriters(Function<ObjectRef, List<FieldWriter>> managers, Duration window) {
    this.managers = managers;
    this.window = window;
  }

  /**
   * Whether, and how, the decided write may be made.
   *
   * @param known the newest status
   */
  Permit permit(
      DeclaredNetwork network,
      Optional<CalicoNetworkStatus> known,
      Decision decision,
      Instant now) {
    if (decision instanceof Decision.InvalidSpec) {
      // Perhaps a network of another name; it is not what is written about.
      return new Permit(decision, List.of(), Optional.empty(), false);
    }
    remember(network);
    var generation = network.getMetadata().getGeneration();
    settled |= StatusReport.settled(known, generation);
    var log = new RepairLog(RepairLog.known(known, generation), window);
    if (!(decision instanceof Decision.Proceed proceed) || proceed.next().isEmpty()) {
      return new Permit(decision, log.repairs(), Optional.empty(), false);
    }
    var step = proceed.next().get();
    var fields = byObject(TouchedFields.of(step, proceed.cluster()));
    for (var entry : fields.entrySet()) {
      log = noticed(log, entry, new Before(known, generation, step.name()), now);
    }
    var open = open(log, fields.keySet(), now);
    if (!open.isEmpty()) {
      return contested(proceed, fields, log, open);
    }
    return step instanceof Step.ReviseCalicoNode revision
        ? carefully(proceed, revision, log, now)
        : new Permit(decision, log.repairs(), Optional.of(step), false);
  }

  /** Takes note that the permitted write was made. */
  void made(Permit permit, Instant now) {
    var step = permit.write().orElseThrow();
    for (var field : TouchedFields.of(step, permit.cluster())) {
      var inConfigMap = field.object().kind().equals(Retreat.CONFIG_MAP);
      if (!permit.begin() || inConfigMap) {
        written.add(field.object() + " " + field.name());
        pending.remove(field.object().toString());
      }
    }
    begun = permit.begin() ? Optional.of(now) : Optional.empty();
  }

  private void remember(DeclaredNetwork network) {
    var now = network.getMetadata().getUid() + network.getMetadata().getGeneration();
    if (!about.equals(now)) {
      about = now;
      written.clear();
      pending.clear();
      begun = Optional.empty();
      settled = false;
    }
  }

  private record Before(Optional<CalicoNetworkStatus> status, long generation, String step) {

    /** Whether the plan in status has this step behind it. */
    boolean done() {
      return status
          .filter(s -> s.observedGeneration() != null && s.observedGeneration() == generation)
          .map(CalicoNetworkStatus::plan)
          .map(p -> p.steps())
          .orElse(List.of())
          .stream()
          .filter(s -> s.name().equals(step))
          .map(PlanStep::state)
          .anyMatch(PlanProgress.DONE::equals);
    }

    /** Since the conditions say what they say. */
    Instant since() {
      return status
          .flatMap(s -> Conditions.find(s.conditions(), Conditions.READY))
          .map(c -> Instant.parse(c.lastTransitionTime()).minus(CLOCKS))
          .orElse(Instant.EPOCH);
    }
  }

  private RepairLog noticed(
      RepairLog log, Map.Entry<ObjectRef, List<TouchedField>> entry, Before before, Instant now) {
    var object = entry.getKey().toString();
    if (pending.contains(object)) {
      return log;
    }
    var suspected =
        entry.getValue().stream()
            .filter(f -> settled || before.done() || written.contains(object + " " + f.name()))
            .toList();
    if (suspected.isEmpty()) {
      return log;
    }
    var revert = Revert.of(suspected, managers.apply(entry.getKey()), before.since());
    if (revert.isEmpty()) {
      return log;
    }
    pending.add(object);
    return log.noticed(object, revert.get().fields(), revert.get().manager(), now);
  }

  /** Objects of the write that are left alone now. */
  private static Map<ObjectRef, Instant> open(RepairLog log, Set<ObjectRef> objects, Instant now) {
    var open = new LinkedHashMap<ObjectRef, Instant>();
    for (var object : objects) {
      log.openUntil(object.toString(), now).ifPresent(until -> open.put(object, until));
    }
    return open;
  }

  private static Permit contested(
      Decision.Proceed decision,
      Map<ObjectRef, List<TouchedField>> fields,
      RepairLog log,
      Map<ObjectRef, Instant> open) {
    var names = open.keySet().stream().map(ObjectRef::toString).toList();
    // One who reverts an object once a while and another all the time holds on to both.
    var kinds =
        fields.keySet().stream()
            .filter(o -> open.containsKey(o) || log.last(o.toString()).isPresent())
            .map(ObjectRef::kind)
            .collect(Collectors.toSet());
    var retreat = Retreat.step(decision.target(), decision.cluster(), kinds);
    var message =
        ContestMessage.stalled(
            log.repairs().stream().filter(r -> names.contains(r.object())).toList(),
            fields.values().stream().flatMap(List::stream).toList(),
            retreat,
            open.values().stream().max(Comparator.naturalOrder()).orElseThrow(),
            decision.cluster());
    return new Permit(
        new Decision.Contested(
            decision.cluster(), decision.plan(), message, retreat, decision.notices()),
        log.repairs(),
        retreat,
        false);
  }

  /**
   * A revision restarts calico-node everywhere; after a revert it is made only when all is quiet.
   */
  private Permit carefully(
      Decision.Proceed decision, Step.ReviseCalicoNode step, RepairLog log, Instant now) {
    var objects =
        TouchedFields.of(step, decision.cluster()).stream()
            .map(f -> f.object().toString())
            .distinct()
            .toList();
    var reverts = objects.stream().mapToInt(o -> log.count(o, now)).max().orElse(0);
    var last =
        objects.stream()
            .filter(o -> log.count(o, now) > 0)
            .map(o -> log.last(o).orElseThrow())
            .max(Comparator.naturalOrder());
    if (reverts == 0 || last.isEmpty()) {
      return new Permit(decision, log.repairs(), Optional.of(step), false);
    }
    var configMap = !step.revision().configMapKeys().isEmpty();
    var quietSince = reverts == 1 || configMap ? last.get() : begun.orElse(last.get());
    var quietFor = reverts == 1 || configMap ? SETTLE : probation();
    var hold = now.isBefore(quietSince.plus(quietFor));
    return new Permit(
        decision,
        log.repairs(),
        hold ? Optional.empty() : Optional.of(step),
        reverts > 1 && configMap);
  }

  private Duration probation() {
    var part = window.dividedBy(40);
    return part.compareTo(SHORTEST_PROBATION) < 0 ? SHORTEST_PROBATION : part;
  }

  private static Map<ObjectRef, List<TouchedField>> byObject(List<TouchedField> fields) {
    return fields.stream()
        .collect(
            Collectors.groupingBy(TouchedField::object, LinkedHashMap::new, Collectors.toList()));
  }
}
