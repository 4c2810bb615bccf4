package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CalicoVersion;
import io.caliconetwork.operator.calico.ClusterRoutes;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.snapshot.FelixFacts.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Settings of Felix's that are stronger than what follows from the pools (law §4.1, §4.2). */
final class FelixOverrides {

  private static final Set<String> TRUE = Set.of("true", "1", "yes", "y", "t");
  private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "f");

  private FelixOverrides() {}

  static List<Guard> guards() {
    return List.of(FelixOverrides::disables, FelixOverrides::keeps, FelixOverrides::pair);
  }

  /**
   * One place that overrides.
   *
   * @param where object and field, with the value
   * @param remedy command that takes the setting out
   * @param value of it
   */
  private record Setting(String where, String remedy, boolean value) {}

  /**
   * The settings in force for a family: the variable, else the objects of nodes and the default.
   */
  private static List<Setting> overrides(Situation s, Family family) {
    var variable = family == Family.IPIP ? "FELIX_IPINIPENABLED" : "FELIX_VXLANENABLED";
    var field = family == Family.IPIP ? "ipipEnabled" : "vxlanEnabled";
    var daemonSet = s.cluster().daemonSet().map(d -> d.object());
    var inVariable = s.cluster().variable(variable).flatMap(FelixOverrides::bool);
    if (inVariable.isPresent() && daemonSet.isPresent()) {
      return List.of(
          new Setting(
              variable + "=" + inVariable.get() + " in DaemonSet " + daemonSet.get(),
              "take it out: kubectl -n "
                  + daemonSet.get().namespace()
                  + " set env daemonset/"
                  + daemonSet.get().name()
                  + " "
                  + variable
                  + "-",
              inVariable.get()));
    }
    var felix = s.cluster().surroundings().felix();
    var found = new ArrayList<Setting>();
    felix.perNode().forEach(n -> add(s, n.name(), field, of(n.settings(), family), found));
    add(s, "default", field, of(felix.global(), family), found);
    return found;
  }

  private static void add(
      Situation s, String name, String field, Optional<Boolean> value, List<Setting> found) {
    value.ifPresent(v ->
        found.add(
            new Setting(
                "FelixConfiguration " + name + " with " + field + ": " + v,
                "take it out: kubectl patch "
                    + s.resource("felixconfigurations")
                    + " "
                    + name
                    + " --type merge -p '{\"spec\":{\""
                    + field
                    + "\":null}}'",
                v)));
  }

  private static Optional<Boolean> of(Settings settings, Family family) {
    return family == Family.IPIP ? settings.ipipEnabled() : settings.vxlanEnabled();
  }

  private static Optional<Boolean> bool(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower)) {
      return Optional.of(true);
    }
    return FALSE.contains(lower) ? Optional.of(false) : Optional.empty();
  }

  private static Optional<Finding> disables(Situation s) {
    var family = s.overlay().family();
    if (family == Family.NONE) {
      return Optional.empty();
    }
    var off = overrides(s, family).stream().filter(o -> !o.value()).toList();
    return off.stream()
        .findFirst()
        .map(first ->
            new Finding(
                CheckId.FELIX_DISABLES_OVERLAY,
                Words.some(off.stream().map(Setting::where).toList())
                    + (off.size() == 1 ? " keeps" : " keep")
                    + " Felix from setting up the tunnel, whatever the pool says: with overlay "
                    + s.overlay()
                    + " no packet would reach another node's pods",
                first.remedy(),
                s.change().creates() || s.change().family()));
  }

  private static Optional<Finding> keeps(Situation s) {
    var left =
        s.cluster()
            .managedPool()
            .flatMap(p -> p.encapsulation())
            .map(Encapsulation::family)
            .filter(f -> s.change().family());
    for (var family : List.of(Family.IPIP, Family.VXLAN)) {
      var on = overrides(s, family).stream().filter(Setting::value).toList();
      if (!on.isEmpty() && !used(s, family)) {
        return Optional.of(
            new Finding(
                CheckId.FELIX_KEEPS_TUNNEL,
                Words.some(on.stream().map(Setting::where).toList())
                    + (on.size() == 1 ? " keeps " : " keep ")
                    + (family == Family.IPIP ? "tunl0" : "vxlan.calico")
                    + " although no pool needs it: with an automatic MTU pods get "
                    + family.overheadBytes()
                    + " bytes less than the links carry",
                on.getFirst().remedy(),
                left.filter(family::equals).isPresent()));
      }
    }
    return Optional.empty();
  }

  private static boolean used(Situation s, Family family) {
    return s.overlay().family() == family || otherPools(s).contains(family);
  }

  private static List<Family> otherPools(Situation s) {
    return s.cluster().datastore().pools().stream()
        .filter(p -> !p.name().equals(s.target().pool().name()))
        .flatMap(p -> p.encapsulation().stream())
        .map(Encapsulation::family)
        .toList();
  }

  /** A pair that leaves routes to nobody or to both, which nothing in Calico detects. */
  private static Optional<Finding> pair(Situation s) {
    var version = s.cluster().version();
    var routes = Target.routes(s.cluster());
    var bird =
        s.cluster().configuredBackend().filter(Backend.BIRD::equals).isPresent()
            || s.target().backend().filter(Backend.BIRD::equals).isPresent();
    var concerned =
        s.overlay().family() != Family.VXLAN
            || otherPools(s).stream().anyMatch(f -> f != Family.VXLAN);
    return Finding.when(
        concerned && !routes.complementary() && (ClusterRoutes.pairExists(version) || bird),
        new Finding(
            CheckId.PROGRAM_CLUSTER_ROUTES,
            "programClusterRoutes is "
                + routes.pair()
                + (ClusterRoutes.pairExists(version)
                    ? ""
                    : " (" + versionName(version) + " has no such field there)")
                + ": routes of "
                + classes(routes)
                + " pools would be programmed by "
                + (orphaned(routes) ? "nobody" : "both Felix and BIRD"),
            usual(s),
            s.overlay().family() != Family.VXLAN
                && (s.change().carriage() || s.change().backend())));
  }

  private static String versionName(Optional<CalicoVersion> version) {
    return version.map(Object::toString).orElse("this release");
  }

  private static boolean orphaned(ClusterRoutes routes) {
    return List.of(Family.IPIP, Family.NONE).stream()
        .anyMatch(f -> !routes.felix().contains(f) && !routes.bird().contains(f));
  }

  private static String classes(ClusterRoutes routes) {
    var names = new ArrayList<String>();
    for (var family : List.of(Family.IPIP, Family.NONE)) {
      if (routes.felix().contains(family) == routes.bird().contains(family)
          && routes.felix().contains(family) != orphaned(routes)) {
        names.add(family == Family.IPIP ? "IP-in-IP" : "unencapsulated");
      }
    }
    return String.join(" and ", names);
  }

  private static String usual(Situation s) {
    var felix = s.resource("felixconfigurations");
    var bgp = s.resource("bgpconfigurations");
    var patch =
        "kubectl patch %s default --type merge -p '{\"spec\":{\"programClusterRoutes\":null}}'";
    return "go back to the release's own pair: "
        + patch.formatted(felix)
        + (ClusterRoutes.pairExists(s.cluster().version()) ? " && " + patch.formatted(bgp) : "");
  }
}
