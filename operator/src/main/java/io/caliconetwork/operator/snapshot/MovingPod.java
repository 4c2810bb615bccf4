package io.caliconetwork.operator.snapshot;

import java.util.Optional;
import java.util.UUID;

/**
 * A pod that has an address of a pool on its way out. There may be a hundred thousand of them, so
 * it is small: what many share is one object.
 *
 * @param name namespace/name
 * @param uid of it
 * @param owner whose pod it is
 * @param state of it
 */
public record MovingPod(String name, UUID uid, Owner owner, State state) {

  /** Who creates a pod anew when it goes. */
  public enum Kind {
    /** A controller, which does. */
    CONTROLLED,
    /** A Job: a pod that is evicted has failed. */
    JOB,
    /** Nobody: it is gone for good. */
    BARE,
    /** kubelet, from a file of the node; an eviction does not touch it. */
    STATIC
  }

  /** When its turn is. */
  public enum Turn {
    ORDINARY,
    /** Names are looked up in it: after all others, and one at a time. */
    DNS,
    /** This operator: at the very end. */
    OPERATOR
  }

  /** What a pod is doing. */
  public enum State {
    NOT_READY,
    READY,
    /** It is being deleted. */
    TERMINATING,
    /** It should be gone by now. */
    OVERDUE
  }

  /**
   * The controller of a pod.
   *
   * @param kind such as ReplicaSet; empty text when there is none
   * @param namespace of both
   * @param name of the controller, or of the pod that has none
   * @param who creates it anew
   * @param turn of its pods
   */
  public record Owner(String kind, String namespace, String name, Kind who, Turn turn) {

    /** Whether its pods go one after the other, the last ordinal first. */
    public boolean inOrder() {
      return kind.equals("StatefulSet");
    }

    @Override
    public String toString() {
      return (kind.isEmpty() ? "Pod" : kind) + " " + namespace + "/" + name;
    }
  }

  /** The same, doing something else. */
  public MovingPod with(State other) {
    return new MovingPod(name, uid, owner, other);
  }

  /** Whether it is on its way already. */
  public boolean leaving() {
    return state == State.TERMINATING || state == State.OVERDUE;
  }

  /** Its number in a StatefulSet; empty for other names. */
  public Optional<Integer> ordinal() {
    var number = name.substring(name.lastIndexOf('-') + 1);
    return number.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(number)) : Optional.empty();
  }
}
