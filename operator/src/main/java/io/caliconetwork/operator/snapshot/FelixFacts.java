package io.caliconetwork.operator.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * FelixConfigurations, as far as a check asks for them.
 *
 * @param global FelixConfiguration default
 * @param perNode those of single nodes that set ipipEnabled or vxlanEnabled, by name
 */
public record FelixFacts(Settings global, List<NodeSettings> perNode) {

  /** Nothing is set. */
  public static final FelixFacts NONE = new FelixFacts(Settings.UNSET, List.of());

  public FelixFacts {
    perNode = List.copyOf(perNode);
  }

  /** The object called default, and those of nodes that have something to say. */
  public static FelixFacts of(List<NodeSettings> objects) {
    return new FelixFacts(
        objects.stream()
            .filter(o -> o.name().equals("default"))
            .map(NodeSettings::settings)
            .findFirst()
            .orElse(Settings.UNSET),
        objects.stream()
            .filter(o -> o.name().startsWith("node."))
            .filter(o ->
                o.settings().ipipEnabled().isPresent() || o.settings().vxlanEnabled().isPresent())
            .sorted(Comparator.comparing(NodeSettings::name))
            .toList());
  }

  /**
   * Fields of one FelixConfiguration.
   *
   * @param ipipEnabled overrides what follows from the pools
   * @param vxlanEnabled overrides what follows from the pools
   * @param programClusterRoutes v3.31 and later
   * @param awsSrcDstCheck DoNothing, Enable or Disable
   * @param wireguard whether WireGuard is on for IPv4
   */
  public record Settings(
      Optional<Boolean> ipipEnabled,
      Optional<Boolean> vxlanEnabled,
      Optional<String> programClusterRoutes,
      Optional<String> awsSrcDstCheck,
      boolean wireguard) {

    /** Nothing is set. */
    public static final Settings UNSET =
        new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /**
   * The FelixConfiguration of one node.
   *
   * @param name of the object, {@code node.<node>}
   * @param settings its fields
   */
  public record NodeSettings(String name, Settings settings) {}
}
