package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.MovingPod.Turn;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Pods of the model and who creates them anew: a ReplicaSet at once when one of its pods begins to
 * end, a StatefulSet when it is gone, nobody for a pod without a controller.
 */
final class ModelPods {

  static final Owner WEB = new Owner("ReplicaSet", "shop", "web", Kind.CONTROLLED, Turn.ORDINARY);
  static final Owner DB = new Owner("StatefulSet", "shop", "db", Kind.CONTROLLED, Turn.ORDINARY);
  static final Owner LONE = new Owner("", "shop", "lone", Kind.BARE, Turn.ORDINARY);

  /** What becomes of a pod. */
  enum Phase {
    /** It waits for its address. */
    PENDING,
    READY,
    TERMINATING
  }

  /**
   * A pod.
   *
   * @param slot which of its owner's
   * @param generation how many there were before it in this place
   * @param address empty text until it has one
   */
  record Pod(Owner owner, int slot, int generation, Phase phase, String address) {

    /** Where it runs: always there. */
    String node(List<String> nodes) {
      return nodes.get(slot % nodes.size());
    }

    String uid() {
      return owner.name() + "-" + slot + "-g" + generation;
    }

    /** Unique among all pods; a StatefulSet's next one has the same. */
    String name() {
      return owner.namespace() + "/" + (owner.equals(WEB) ? uid() : owner.name() + "-" + slot);
    }

    String handle() {
      return "k8s-pod-network." + uid();
    }

    Pod in(Phase other) {
      return new Pod(owner, slot, generation, other, address);
    }

    Pod at(String found) {
      return new Pod(owner, slot, generation, Phase.READY, found);
    }

    Pod next() {
      return new Pod(owner, slot, generation + 1, Phase.PENDING, "");
    }

    boolean in(List<Ipv4Range> ranges) {
      return !address.isEmpty() && ranges.stream().anyMatch(r -> r.hasAddress(address));
    }

    MovingPod seen(List<String> nodes) {
      return new MovingPod(
          name(),
          UUID.nameUUIDFromBytes(uid().getBytes(StandardCharsets.UTF_8)),
          owner,
          switch (phase) {
            case PENDING -> State.NOT_READY;
            case READY -> State.READY;
            case TERMINATING -> State.TERMINATING;
          });
    }
  }

  private final List<String> nodes;
  private final List<Pod> pods = new ArrayList<>();
  private final Set<UUID> evicted = new HashSet<>();

  /** So many of each owner, waiting for addresses. */
  ModelPods(List<String> nodes, Map<Owner, Integer> wanted) {
    this.nodes = nodes;
    wanted.forEach((owner, count) -> {
      for (int slot = 0; slot < count; slot++) {
        pods.add(new Pod(owner, slot, 0, Phase.PENDING, ""));
      }
    });
    pods.sort(Comparator.comparing(Pod::uid));
  }

  private ModelPods(ModelPods other) {
    nodes = other.nodes;
    pods.addAll(other.pods);
    evicted.addAll(other.evicted);
  }

  ModelPods copy() {
    return new ModelPods(this);
  }

  List<Pod> all() {
    return List.copyOf(pods);
  }

  List<Pod> in(Phase phase) {
    return pods.stream().filter(p -> p.phase() == phase).toList();
  }

  void replace(Pod before, Pod after) {
    pods.set(pods.indexOf(before), after);
  }

  /** Deletes it, whoever does. */
  void delete(Pod pod) {
    replace(pod, pod.in(Phase.TERMINATING));
    if (pod.owner().equals(WEB)) {
      pods.add(pod.next());
    }
  }

  /** It has ended. */
  void ended(Pod pod) {
    if (pod.owner().equals(WEB)) {
      pods.remove(pod);
    } else {
      // Without a controller, whoever deleted it applies its manifest again.
      replace(pod, pod.next());
    }
  }

  /** Through the Eviction API, by uid. */
  void evict(MovingPod wanted) {
    var pod =
        pods.stream()
            .filter(p -> p.seen(nodes).uid().equals(wanted.uid()))
            .findFirst()
            .orElse(null);
    if (pod == null) {
      return;
    }
    assertThat(evicted.add(wanted.uid())).as("evicted once more: " + pod).isTrue();
    assertThat(pod.owner().who()).as("nobody would create it anew: " + pod).isNotEqualTo(Kind.BARE);
    if (pod.phase() != Phase.TERMINATING) {
      delete(pod);
    }
  }

  /** What an operator that watches them knows. */
  PodMoves look(List<Ipv4Range> leaving) {
    var remaining =
        pods.stream()
            .filter(p -> p.in(leaving))
            .map(p -> p.seen(nodes))
            .sorted(Comparator.comparing(MovingPod::name))
            .toList();
    var onTheWay = new HashMap<Owner, Integer>();
    for (var owner : List.of(WEB, DB)) {
      var its = pods.stream().filter(p -> p.owner().equals(owner)).toList();
      var slots = its.stream().map(Pod::slot).distinct().count();
      var ready = its.stream().filter(p -> p.phase() == Phase.READY).count();
      if (ready < slots) {
        onTheWay.put(owner, (int) (slots - ready));
      }
    }
    return new PodMoves(
        remaining, onTheWay, List.of(), Map.of(), Map.of(), List.of(), false, Optional.empty());
  }

  String state(List<Ipv4Range> ranges) {
    return pods.stream()
        .map(p ->
            p.owner().name()
                + p.slot()
                + p.phase()
                + ranges.stream()
                    .filter(r -> p.in(List.of(r)))
                    .map(Ipv4Range::toString)
                    .findFirst()
                    .orElse(p.address()))
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
