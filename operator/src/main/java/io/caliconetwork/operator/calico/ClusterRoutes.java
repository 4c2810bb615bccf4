package io.caliconetwork.operator.calico;

import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who programs the routes to other nodes' pods of IP-in-IP pools and of pools without encapsulation
 * (law §4.2; Calico's design/cluster-route-programming). Those of VXLAN pools are always Felix's.
 *
 * @param felix families whose routes Felix programs
 * @param bird families whose routes BIRD programs where it runs
 * @param pair the two fields as they are in force, for messages
 */
public record ClusterRoutes(Set<Family> felix, Set<Family> bird, String pair) {

  private static final CalicoVersion FELIX_FIELD = new CalicoVersion(3, 31, 0);
  private static final CalicoVersion BGP_FIELD = new CalicoVersion(3, 32, 0);

  public ClusterRoutes {
    felix = Set.copyOf(felix);
    bird = Set.copyOf(bird);
  }

  /**
   * What the fields come to.
   *
   * @param version unknown counts as a release before the fields existed
   * @param felixField {@code programClusterRoutes} of FelixConfiguration
   * @param bgpField {@code programClusterRoutes} of BGPConfiguration
   */
  public static ClusterRoutes of(
      Optional<CalicoVersion> version, Optional<String> felixField, Optional<String> bgpField) {
    var since = version.orElse(new CalicoVersion(3, 30, 0));
    var newer = since.felixProgramsIpipRoutes();
    var felix = newer ? "EnabledIPIPOnly" : "Disabled";
    var bird = newer ? "EnabledNoEncapOnly" : "Enabled";
    if (since.compareTo(FELIX_FIELD) >= 0) {
      felix = known(felixField, felix, newer);
    }
    if (since.compareTo(BGP_FIELD) >= 0) {
      bird = known(bgpField, bird, newer);
    }
    return new ClusterRoutes(
        families(felix),
        families(bird),
        "FelixConfiguration " + felix + " and BGPConfiguration " + bird);
  }

  /** Whether the release has the field on both sides, so that a pair can be set at all. */
  public static boolean pairExists(Optional<CalicoVersion> version) {
    return version.filter(v -> v.compareTo(BGP_FIELD) >= 0).isPresent();
  }

  /** Whether each class of routes has exactly one owner; only four pairs of values do. */
  public boolean complementary() {
    return EnumSet.of(Family.NONE, Family.IPIP).stream()
        .allMatch(f -> felix.contains(f) != bird.contains(f));
  }

  /** A value a component does not know counts as its default. */
  private static String known(Optional<String> value, String byDefault, boolean split) {
    return value
        .filter(v ->
            switch (v) {
              case "Enabled", "Disabled" -> true;
              case "EnabledIPIPOnly", "EnabledNoEncapOnly" -> split;
              default -> false;
            })
        .orElse(byDefault);
  }

  private static Set<Family> families(String value) {
    return switch (value) {
      case "Enabled" -> EnumSet.of(Family.NONE, Family.IPIP);
      case "EnabledIPIPOnly" -> EnumSet.of(Family.IPIP);
      case "EnabledNoEncapOnly" -> EnumSet.of(Family.NONE);
      default -> EnumSet.noneOf(Family.class);
    };
  }
}
