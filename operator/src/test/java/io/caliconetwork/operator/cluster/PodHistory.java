package io.caliconetwork.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What pods went through, from the changes in the order in which the API server made them. A change
 * may be told twice, and old news late.
 */
final class PodHistory {

  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  /**
   * The pods of one PodDisruptionBudget.
   *
   * @param fewestReady smallest number of them that were ready and not about to go
   * @param desiredHealthy what the budget's status wanted at that moment
   * @param breached whether at any moment fewer were ready than were wanted then
   */
  record Guarded(int fewestReady, int desiredHealthy, boolean breached) {

    private static Guarded at(int ready, int wanted) {
      return new Guarded(ready, wanted, ready < wanted);
    }

    private Guarded and(Guarded now) {
      boolean fewer =
          now.fewestReady < fewestReady
              || (now.fewestReady == fewestReady && now.desiredHealthy > desiredHealthy);
      return new Guarded(
          fewer ? now.fewestReady : fewestReady,
          fewer ? now.desiredHealthy : desiredHealthy,
          breached || now.breached);
    }

    @Override
    public String toString() {
      return "%d ready of %d wanted%s"
          .formatted(fewestReady, desiredHealthy, breached ? " (breached)" : "");
    }
  }

  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<String, PodDisruptionBudget> budgets = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private boolean begun;

  private final List<String> replaced = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();
  private final List<String> deletedTwice = new ArrayList<>();
  private final Map<String, Guarded> guarded = new TreeMap<>();
  private final Map<String, Set<String>> ordinals = new HashMap<>();
  private final Map<String, Integer> unready = new TreeMap<>();

  /** From now on changes count; what is known so far is how it began. */
  synchronized void begin() {
    begun = true;
    budgets.values().forEach(this::count);
    List.copyOf(pods.values()).forEach(this::countOrdinals);
  }

  synchronized void pod(Pod pod) {
    var known = pods.get(uid(pod));
    if (gone.contains(uid(pod)) || (known != null && version(known) >= version(pod))) {
      return;
    }
    pods.put(uid(pod), pod);
    if (known != null) {
      // It may have had other labels.
      look(known);
    }
    look(pod);
  }

  synchronized void deleted(Pod pod) {
    if (!gone.add(uid(pod))) {
      deletedTwice.add(name(pod));
      return;
    }
    var known = Optional.ofNullable(pods.remove(uid(pod)));
    if (begun && !isFinishedOfJob(pod)) {
      replaced.add(name(pod));
      if (isEvicted(pod) || known.filter(PodHistory::isEvicted).isPresent()) {
        evicted.add(name(pod));
      }
    }
    look(known.orElse(pod));
  }

  synchronized void budget(PodDisruptionBudget budget) {
    var known = budgets.get(name(budget));
    if (known != null && version(known) >= version(budget)) {
      return;
    }
    budgets.put(name(budget), budget);
    if (begun) {
      count(budget);
    }
  }

  synchronized void budgetDeleted(PodDisruptionBudget budget) {
    budgets.remove(name(budget));
  }

  /** Whether everything that had happened when this list was made has been told. */
  synchronized boolean knows(PodList list) {
    var listed = new HashSet<String>();
    for (var pod : list.getItems()) {
      listed.add(uid(pod));
      var known = pods.get(uid(pod));
      if (!gone.contains(uid(pod)) && (known == null || version(known) < version(pod))) {
        return false;
      }
    }
    var made = Long.parseLong(list.getMetadata().getResourceVersion());
    return pods.values().stream().allMatch(pod -> listed.contains(uid(pod)) || version(pod) > made);
  }

  synchronized List<String> replaced() {
    return List.copyOf(replaced);
  }

  synchronized List<String> evicted() {
    return List.copyOf(evicted);
  }

  synchronized List<String> deletedTwice() {
    return List.copyOf(deletedTwice);
  }

  synchronized Map<String, Guarded> guarded() {
    return new TreeMap<>(guarded);
  }

  synchronized Map<String, Integer> unreadyOrdinals() {
    return new TreeMap<>(unready);
  }

  private void look(Pod changed) {
    if (!begun) {
      return;
    }
    budgets.values().stream().filter(b -> guards(b, changed)).forEach(this::count);
    countOrdinals(changed);
  }

  private void count(PodDisruptionBudget budget) {
    int ready = (int) pods.values().stream().filter(p -> guards(budget, p) && isReady(p)).count();
    int wanted = Optional.ofNullable(budget.getStatus()).map(s -> s.getDesiredHealthy()).orElse(0);
    guarded.merge(name(budget), Guarded.at(ready, wanted), Guarded::and);
  }

  private void countOrdinals(Pod of) {
    owner(of, "StatefulSet")
        .ifPresent(owner -> {
          var set = of.getMetadata().getNamespace() + "/" + owner.getName();
          var known = ordinals.computeIfAbsent(set, s -> new TreeSet<>());
          known.add(name(of));
          var ready =
              pods.values().stream()
                  .filter(p -> known.contains(name(p)) && isReady(p))
                  .map(PodHistory::name)
                  .distinct()
                  .count();
          unready.merge(set, known.size() - (int) ready, Math::max);
        });
  }

  private static boolean guards(PodDisruptionBudget budget, Pod pod) {
    return budget.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
        && selects(budget.getSpec().getSelector(), pod.getMetadata().getLabels());
  }

  private static boolean selects(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> present = labels == null ? Map.of() : labels;
    // None selects nothing; an empty one selects everything.
    return selector != null
        && present.entrySet().containsAll(selector.getMatchLabels().entrySet())
        && selector.getMatchExpressions().stream().allMatch(e -> holds(e, present));
  }

  private static boolean holds(LabelSelectorRequirement term, Map<String, String> labels) {
    var value = labels.get(term.getKey());
    return switch (term.getOperator()) {
      case "In" -> value != null && term.getValues().contains(value);
      case "NotIn" -> value == null || !term.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> throw new IllegalArgumentException("no operator: " + term.getOperator());
    };
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null && has(pod, "Ready", null);
  }

  private static boolean isEvicted(Pod pod) {
    return has(pod, "DisruptionTarget", "EvictionByEvictionAPI");
  }

  private static boolean has(Pod pod, String condition, String reason) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c ->
                c.getType().equals(condition)
                    && "True".equals(c.getStatus())
                    && (reason == null || reason.equals(c.getReason())));
  }

  private static boolean isFinishedOfJob(Pod pod) {
    return owner(pod, "Job").isPresent()
        && pod.getStatus() != null
        && FINISHED.contains(pod.getStatus().getPhase());
  }

  private static Optional<OwnerReference> owner(Pod pod, String kind) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()) && o.getKind().equals(kind))
        .findFirst();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
