package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.MovingPod.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Pods for tests, all in namespace shop. */
public final class Pods {

  private Pods() {}

  public static Owner replicaSet(String name) {
    return new Owner("ReplicaSet", "shop", name, Kind.CONTROLLED, Turn.ORDINARY);
  }

  public static Owner statefulSet(String name) {
    return new Owner("StatefulSet", "shop", name, Kind.CONTROLLED, Turn.ORDINARY);
  }

  public static Owner job(String name) {
    return new Owner("Job", "shop", name, Kind.JOB, Turn.ORDINARY);
  }

  public static Owner dns() {
    return new Owner("ReplicaSet", "kube-system", "coredns", Kind.CONTROLLED, Turn.DNS);
  }

  public static Owner operator() {
    return new Owner("ReplicaSet", "net", "operator", Kind.CONTROLLED, Turn.OPERATOR);
  }

  /** So many Ready pods of an owner, numbered from 0. */
  public static List<MovingPod> of(Owner owner, int count) {
    return IntStream.range(0, count).mapToObj(i -> pod(owner, i, State.READY)).toList();
  }

  public static MovingPod pod(Owner owner, int number, State state) {
    var name = owner.namespace() + "/" + owner.name() + "-" + number;
    return new MovingPod(
        name, UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), owner, state);
  }

  /** One without a controller. */
  public static MovingPod bare(String name) {
    return lone(name, Kind.BARE);
  }

  /** One of kubelet's own. */
  public static MovingPod fixed(String name) {
    return lone(name, Kind.STATIC);
  }

  private static MovingPod lone(String name, Kind kind) {
    return new MovingPod(
        "shop/" + name,
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        new Owner("", "shop", name, kind, Turn.ORDINARY),
        State.READY);
  }
}
