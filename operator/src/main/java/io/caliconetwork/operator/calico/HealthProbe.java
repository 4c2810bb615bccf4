package io.caliconetwork.operator.calico;

import java.util.List;

/** A liveness or readiness probe of the calico-node container, by what it asks. */
public sealed interface HealthProbe {

  /** No probe of this kind. */
  record Absent() implements HealthProbe {}

  /**
   * An exec probe.
   *
   * @param words of the command
   */
  record Command(List<String> words) implements HealthProbe {
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * An HTTP probe of Felix's own health endpoint, which knows nothing of BIRD.
   *
   * @param path such as {@code /liveness}
   */
  record FelixEndpoint(String path) implements HealthProbe {}

  /**
   * Any other probe.
   *
   * @param kind such as {@code tcpSocket}
   */
  record Other(String kind) implements HealthProbe {}

  /** Whether it asks for BIRD. */
  default boolean asks(String flag) {
    return this instanceof Command c && Probes.has(c.words(), flag);
  }

  /** Whether a flag can be added and removed, and its meaning be known afterwards. */
  default boolean editable() {
    return this instanceof Command c && Probes.recognised(c.words());
  }

  /** Whether it may depend on BIRD in a way that cannot be told. */
  default boolean unknown() {
    return this instanceof Other
        || (this instanceof Command c && !c.words().isEmpty() && !editable());
  }

  /** The same probe with the flag in it, or without; as it is when it is not editable. */
  default HealthProbe edited(String flag, boolean wanted) {
    return this instanceof Command c && editable()
        ? new Command(wanted ? Probes.with(c.words(), flag) : Probes.without(c.words(), flag))
        : this;
  }

  /** For sentences: what kind of probe it is. */
  default String description() {
    return switch (this) {
      case Absent a -> "absent";
      case Command c -> "exec " + c.words();
      case FelixEndpoint f -> "httpGet " + f.path() + " of Felix";
      case Other o -> o.kind();
    };
  }
}
