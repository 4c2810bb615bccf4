package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.operator.snapshot.Surroundings.Pin;
import io.caliconetwork.operator.snapshot.Surroundings.PodFacts;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A look at every Pod and Namespace, page by page, of which only what has something to say is kept.
 * Namespaces give their pin to all their pods, so they are looked at with the pods.
 */
final class PodSurvey {

  /** Whole Pod objects of a page must fit the heap beside everything else. */
  private static final long PAGE = 100;

  private static final String PIN = "cni.projectcalico.org/ipv4pools";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final LongSupplier clock;
  private PodFacts last;
  private long freshUntil;

  /**
   * Looks at nothing yet.
   *
   * @param clock nanoseconds, only forward
   */
  PodSurvey(KubernetesClient client, LongSupplier clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The facts, as old as {@link Freshness} lets them be at most. */
  synchronized PodFacts look() {
    var begun = clock.getAsLong();
    if (last == null || begun - freshUntil >= 0) {
      var pins = new ArrayList<Pin>();
      var services = new ArrayList<Sourced>();
      var controllers = new ArrayList<Sourced>();
      Pages.read(
          client.namespaces(), PAGE, (Namespace n) -> pin("Namespace", n).ifPresent(pins::add));
      Pages.read(
          client.pods().inAnyNamespace(),
          PAGE,
          (Pod p) -> {
            pin("Pod", p).ifPresent(pins::add);
            ranges(p, "kube-apiserver", "--service-cluster-ip-range").forEach(services::add);
            ranges(p, "kube-controller-manager", "--cluster-cidr").forEach(controllers::add);
          });
      pins.sort(Comparator.comparing(Pin::object));
      last =
          new PodFacts(
              pins,
              services.stream().distinct().toList(),
              controllers.stream().distinct().toList());
      freshUntil = Freshness.until(begun, clock.getAsLong());
    }
    return last;
  }

  private static Optional<Pin> pin(String kind, HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(a -> a.get(PIN))
        .map(PodSurvey::names)
        .filter(names -> !names.isEmpty())
        .map(names -> new Pin(kind + " " + name(object), names));
  }

  private static String name(HasMetadata object) {
    var meta = object.getMetadata();
    return meta.getNamespace() == null
        ? meta.getName()
        : meta.getNamespace() + "/" + meta.getName();
  }

  /** A JSON list of names; what cannot be read is shown as it stands. */
  private static List<String> names(String annotation) {
    try {
      return Arrays.stream(JSON.readValue(annotation, String[].class))
          .filter(n -> n != null && !n.isBlank())
          .toList();
    } catch (JsonProcessingException e) {
      return List.of(annotation);
    }
  }

  /** kubeadm's static pods say what ranges the control plane was given. */
  private static Stream<Sourced> ranges(Pod pod, String component, String option) {
    var labels = pod.getMetadata().getLabels();
    return labels == null || !component.equals(labels.get("component"))
        ? Stream.empty()
        : pod.getSpec().getContainers().stream()
            .flatMap(c -> Stream.concat(c.getCommand().stream(), c.getArgs().stream()))
            .filter(a -> a.startsWith(option + "="))
            .flatMap(a -> RangeReader.ranges(a.substring(option.length() + 1)))
            .map(r -> new Sourced(r, option + " of " + component));
  }
}
