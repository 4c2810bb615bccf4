package io.caliconetwork.operator.report;

import io.caliconetwork.operator.observe.CalicoPod;
import io.caliconetwork.operator.observe.CalicoPods;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the pods behind a failed gate said last. Asked for again only after a while: a container
 * that crashes in a loop says something else every few seconds.
 */
final class LastWords {

  private static final Duration KEPT = Duration.ofMinutes(5);

  private final CalicoPods pods;
  private Heard heard = new Heard("", Instant.EPOCH, List.of());

  private record Heard(String about, Instant at, List<Word> words) {}

  /**
   * What one pod said.
   *
   * @param pod name; empty when it is not about one
   * @param text with the node
   */
  record Word(String pod, String text) {}

  LastWords(KubernetesClient client) {
    this.pods = new CalicoPods(client);
  }

  /** One sentence of each pod that the first step of the plan waits for. */
  List<Word> of(Decision.Proceed decision, Instant now) {
    var gate = decision.plan().steps().getFirst();
    var about = gate.name() + gate.detail();
    if (!heard.about().equals(about) || now.isAfter(heard.at().plus(KEPT))) {
      heard = new Heard(about, now, read(decision, (Step.Gate) gate));
    }
    return heard.words();
  }

  private List<Word> read(Decision.Proceed decision, Step.Gate gate) {
    var object = decision.cluster().daemonSet().orElseThrow().object();
    try {
      return pods.lagging(object.namespace(), object.name()).stream()
          .filter(p -> gate.lagging().isEmpty() || gate.lagging().contains(p.node()))
          // A pod that is well has nothing to add to its node's annotations.
          .filter(p -> gate.lagging().isEmpty() || !p.ready())
          .map(p -> new Word(p.name(), sentence(p)))
          .toList();
    } catch (KubernetesClientException e) {
      return List.of(
          new Word("", "the pods of calico-node could not be read: HTTP " + e.getCode()));
    }
  }

  private static String sentence(CalicoPod pod) {
    return "node "
        + pod.node()
        + ": pod "
        + pod.name()
        + (pod.ready() ? " still runs an earlier revision" : " is not ready")
        + (pod.said().isEmpty() ? "" : " (" + String.join("; ", pod.said()) + ")");
  }
}
