package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.MovingPod.Turn;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads of pods what matters when their addresses have to change. */
final class PodReader {

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String NAME_LABEL = "app.kubernetes.io/name";

  /** kubeadm, kubespray, k0s, k3s and RKE2 label CoreDNS so, from kube-dns on. */
  private static final List<String> DNS = List.of("kube-dns", "coredns");

  private static final String OPERATOR = "calico-network-operator";

  private PodReader() {}

  /** Whether it holds an address of Calico's: pods that have ended have given theirs back. */
  static boolean holds(Pod pod) {
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return !Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
        && !"Succeeded".equals(phase)
        && !"Failed".equals(phase);
  }

  /** Whether it has an address of one of the ranges. */
  static boolean inOne(List<Ipv4Range> ranges, Pod pod) {
    return addresses(pod).anyMatch(a -> ranges.stream().anyMatch(r -> r.hasAddress(a)));
  }

  private static Stream<String> addresses(Pod pod) {
    var status = pod.getStatus();
    if (status == null) {
      return Stream.empty();
    }
    return status.getPodIPs() == null || status.getPodIPs().isEmpty()
        ? Optional.ofNullable(status.getPodIP()).stream()
        : status.getPodIPs().stream().map(ip -> ip.getIp());
  }

  /** The pod; what many share is not shared yet. */
  static MovingPod read(Pod pod) {
    var meta = pod.getMetadata();
    return new MovingPod(
        meta.getNamespace() + "/" + meta.getName(),
        uid(meta.getUid()),
        owner(pod),
        meta.getDeletionTimestamp() != null
            ? State.TERMINATING
            : ready(pod) ? State.READY : State.NOT_READY);
  }

  private static Owner owner(Pod pod) {
    var meta = pod.getMetadata();
    var controller =
        Optional.ofNullable(meta.getOwnerReferences()).stream()
            .flatMap(List::stream)
            .filter(o -> Boolean.TRUE.equals(o.getController()))
            .findFirst();
    return new Owner(
        controller.map(OwnerReference::getKind).orElse(""),
        meta.getNamespace(),
        controller.map(OwnerReference::getName).orElse(meta.getName()),
        kind(pod, controller),
        turn(pod));
  }

  private static Kind kind(Pod pod, Optional<OwnerReference> controller) {
    var annotations = pod.getMetadata().getAnnotations();
    if ((annotations != null && annotations.containsKey(MIRROR))
        || controller.filter(o -> "Node".equals(o.getKind())).isPresent()) {
      return Kind.STATIC;
    }
    if (controller.isEmpty()) {
      return Kind.BARE;
    }
    return "Job".equals(controller.get().getKind()) ? Kind.JOB : Kind.CONTROLLED;
  }

  private static Turn turn(Pod pod) {
    Map<String, String> labels =
        pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels();
    if (OPERATOR.equals(labels.get(NAME_LABEL))) {
      return Turn.OPERATOR;
    }
    return DNS.contains(labels.getOrDefault("k8s-app", ""))
            || DNS.contains(labels.getOrDefault(NAME_LABEL, ""))
        ? Turn.DNS
        : Turn.ORDINARY;
  }

  static boolean ready(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** What holds it although it is being deleted; empty when nothing does. */
  static Optional<String> finalizers(Pod pod) {
    var finalizers = pod.getMetadata().getFinalizers();
    return finalizers == null
            || finalizers.isEmpty()
            || pod.getMetadata().getDeletionTimestamp() == null
        ? Optional.empty()
        : Optional.of(String.join(", ", finalizers));
  }

  /** Static pods have a hash instead. */
  private static UUID uid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
