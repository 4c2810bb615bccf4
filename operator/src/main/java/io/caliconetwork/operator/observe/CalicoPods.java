package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The pods of calico-node and their own words. Read only when a gate has failed: a watch of pods
 * would cost every cluster what one in trouble needs once.
 */
public final class CalicoPods {

  private static final long PAGE = 500;
  private static final int MOST_EVENTS_READ = 5;
  private static final int LONGEST_WORD = 400;
  private static final String GENERATION = "pod-template-generation";
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private final KubernetesClient client;

  /** A reader. */
  public CalicoPods(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Pods that keep a rollout from being complete: those that are not ready, else those that still
   * run an earlier revision.
   *
   * @return by node; empty when there is no such pod, or no such DaemonSet
   */
  public List<CalicoPod> lagging(String namespace, String daemonSet) {
    var set = client.apps().daemonSets().inNamespace(namespace).withName(daemonSet).get();
    if (set == null) {
      return List.of();
    }
    var pods = pods(set);
    var notReady = pods.stream().filter(p -> !ready(p)).toList();
    var newest =
        Objects.requireNonNullElse(set.getMetadata().getAnnotations(), Map.<String, String>of())
            .getOrDefault(TEMPLATE_GENERATION, "");
    var lagging =
        notReady.isEmpty()
            ? pods.stream().filter(p -> !newest.equals(generation(p))).toList()
            : notReady;
    var read = new ArrayList<CalicoPod>();
    for (var pod : lagging.stream().sorted(Comparator.comparing(CalicoPods::node)).toList()) {
      read.add(
          new CalicoPod(
              node(pod),
              pod.getMetadata().getName(),
              ready(pod),
              generation(pod),
              said(pod, read.size() < MOST_EVENTS_READ)));
    }
    return read;
  }

  private List<Pod> pods(DaemonSet set) {
    var found = new ArrayList<Pod>();
    Pages.read(
        client
            .pods()
            .inNamespace(set.getMetadata().getNamespace())
            .withLabelSelector(set.getSpec().getSelector()),
        PAGE,
        (Pod p) -> {
          if (p.getMetadata().getOwnerReferences().stream()
              .anyMatch(o -> o.getUid().equals(set.getMetadata().getUid()))) {
            found.add(p);
          }
        });
    return found;
  }

  private List<String> said(Pod pod, boolean withEvents) {
    var words = new ArrayList<String>();
    var status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    Stream.concat(stream(status.getInitContainerStatuses()), stream(status.getContainerStatuses()))
        .filter(c -> !Boolean.TRUE.equals(c.getReady()))
        .forEach(c -> container(c, words));
    if (status.getConditions() != null) {
      status.getConditions().stream()
          .filter(c -> List.of("PodScheduled", "Ready").contains(c.getType()))
          .filter(c -> !"True".equals(c.getStatus()) && c.getMessage() != null)
          .filter(c -> !c.getMessage().isBlank())
          .forEach(c -> words.add(c.getType() + ": " + cut(c.getMessage())));
    }
    if (withEvents && !ready(pod)) {
      lastWarning(pod, words);
    }
    return words;
  }

  private static void container(ContainerStatus container, List<String> words) {
    var state = container.getState();
    var last = container.getLastState();
    var ended = state == null ? null : state.getTerminated();
    if (ended == null && last != null) {
      ended = last.getTerminated();
    }
    if (state != null && state.getWaiting() != null && state.getWaiting().getReason() != null) {
      words.add(
          "container "
              + container.getName()
              + " waits: "
              + state.getWaiting().getReason()
              + (blank(state.getWaiting().getMessage())
                  ? ""
                  : " (" + cut(state.getWaiting().getMessage()) + ")"));
    }
    // An init container that has done its work has ended, too.
    if (ended != null && !Integer.valueOf(0).equals(ended.getExitCode())) {
      words.add(
          "container "
              + container.getName()
              + " ended with exit code "
              + ended.getExitCode()
              + (blank(ended.getReason()) ? "" : ", " + ended.getReason())
              + (blank(ended.getMessage()) ? "" : ": " + cut(ended.getMessage())));
    }
    if (container.getRestartCount() != null && container.getRestartCount() > 0) {
      words.add(
          "container "
              + container.getName()
              + " restarted "
              + container.getRestartCount()
              + (container.getRestartCount() == 1 ? " time" : " times"));
    }
  }

  /** What kubelet said about the pod last; a probe's own words are nowhere else. */
  private void lastWarning(Pod pod, List<String> words) {
    client
        .v1()
        .events()
        .inNamespace(pod.getMetadata().getNamespace())
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .withField("type", "Warning")
        .list()
        .getItems()
        .stream()
        .filter(e -> !blank(e.getMessage()))
        .max(Comparator.comparing(CalicoPods::time))
        .ifPresent(e -> words.add(e.getReason() + ": " + cut(e.getMessage())));
  }

  private static String time(Event event) {
    return Stream.of(event.getLastTimestamp(), event.getFirstTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  private static Stream<ContainerStatus> stream(List<ContainerStatus> statuses) {
    return statuses == null ? Stream.empty() : statuses.stream();
  }

  private static boolean ready(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static String generation(Pod pod) {
    return pod.getMetadata().getLabels() == null
        ? ""
        : pod.getMetadata().getLabels().getOrDefault(GENERATION, "");
  }

  private static String node(Pod pod) {
    return pod.getSpec().getNodeName() == null ? "(no node)" : pod.getSpec().getNodeName();
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  /** One line, not too long. */
  private static String cut(String text) {
    var line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_WORD ? line : line.substring(0, LONGEST_WORD - 1) + "…";
  }
}
