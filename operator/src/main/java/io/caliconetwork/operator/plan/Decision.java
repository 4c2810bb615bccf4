package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Refusal;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What follows from a look at wish and cluster. */
public sealed interface Decision {

  /**
   * The spec cannot be followed, whatever the cluster.
   *
   * @param problems sentences that say what to write instead
   */
  record InvalidSpec(List<String> problems) implements Decision {
    public InvalidSpec {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The cluster cannot be read.
   *
   * @param what is refused
   * @param remedy what to do about it
   */
  record Unreadable(String what, String remedy) implements Decision {}

  /**
   * First answers are still out; nothing is known yet.
   *
   * @param what is not read yet, with the last answer
   */
  record NotYet(List<String> what) implements Decision {
    public NotYet {
      what = List.copyOf(what);
    }
  }

  /**
   * The API server has not answered for a while, or only with errors that may pass.
   *
   * @param what cannot be read, each with the last answer
   */
  record Unanswered(List<String> what) implements Decision {
    public Unanswered {
      what = List.copyOf(what);
    }
  }

  /**
   * The wish must not be pursued.
   *
   * @param cluster as seen
   * @param refusals all reasons
   * @param notices what else is true
   * @param withheld what would be done with consent, where that alone is missing
   */
  record Refused(
      ClusterSnapshot cluster,
      List<Refusal> refusals,
      List<Notice> notices,
      Optional<Plan> withheld)
      implements Decision {

    /** Refused for more than want of consent. */
    public Refused(ClusterSnapshot cluster, List<Refusal> refusals, List<Notice> notices) {
      this(cluster, refusals, notices, Optional.empty());
    }

    public Refused {
      refusals = List.copyOf(refusals);
      notices = List.copyOf(notices);
    }

    /** The same with one reason more, in its place. */
    Refused with(Refusal refusal) {
      return new Refused(
          cluster,
          Stream.concat(refusals.stream(), Stream.of(refusal))
              .sorted(Comparator.comparing(Refusal::check))
              .toList(),
          notices);
    }
  }

  /**
   * There is no Calico to manage yet.
   *
   * @param cluster as seen
   * @param missing what is not there
   */
  record Waiting(ClusterSnapshot cluster, String missing) implements Decision {}

  /**
   * Steps remain.
   *
   * @param cluster as seen
   * @param target to be reached
   * @param plan of at least one step
   * @param act whether the first step may be taken; false in mode Plan
   * @param notices what else is true
   */
  record Proceed(
      ClusterSnapshot cluster, Target target, Plan plan, boolean act, List<Notice> notices)
      implements Decision {
    public Proceed {
      notices = List.copyOf(notices);
    }
  }

  /**
   * Steps remain, but the first would write what somebody else keeps writing otherwise.
   *
   * @param cluster as seen
   * @param plan whose first step is not taken
   * @param message who writes what, and what to do about it
   * @param retreat what is written instead, to keep traffic alive
   * @param notices what else is true
   */
  record Contested(
      ClusterSnapshot cluster,
      Plan plan,
      String message,
      Optional<Step.Write> retreat,
      List<Notice> notices)
      implements Decision {
    public Contested {
      notices = List.copyOf(notices);
    }
  }

  /**
   * The cluster is as wished.
   *
   * @param cluster as seen
   * @param notices what else is true
   */
  record Settled(ClusterSnapshot cluster, List<Notice> notices) implements Decision {
    public Settled {
      notices = List.copyOf(notices);
    }
  }

  /** The write to make now, if any. */
  default Optional<Step.Write> next() {
    if (this instanceof Contested contested) {
      return contested.retreat();
    }
    if (!(this instanceof Proceed proceed) || !proceed.act()) {
      return Optional.empty();
    }
    return switch (proceed.plan().steps().getFirst()) {
      case Step.Write write -> Optional.of(write);
      case Step.Gate gate -> gate.meanwhile();
    };
  }
}
