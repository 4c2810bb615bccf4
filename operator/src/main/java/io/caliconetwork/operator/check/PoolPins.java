package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Surroundings.Pin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Pods that may take addresses from named pools only. One name that is no enabled pool, and they
 * wait in ContainerCreating (law §5.3).
 */
public final class PoolPins {

  private static final Pattern CNI = Pattern.compile("\"ipv4_pools\"\\s*:\\s*\\[([^\\]]*)]");

  private PoolPins() {}

  static List<Guard> guards() {
    return List.of(PoolPins::contradiction);
  }

  /** Whether pins of namespaces and pods matter: only then is every pod worth a look. */
  public static boolean matter(Wish wish, ClusterSnapshot cluster) {
    var change = Change.of(Target.resolve(wish, cluster), cluster);
    // Once begun, what pins a pod shows in the pod: it comes back, or waits for an address.
    return change.addresses() && !change.begun();
  }

  private static Optional<Finding> contradiction(Situation s) {
    var pins = new ArrayList<Pin>(inConfigMap(s.cluster()));
    s.cluster().surroundings().pods().ifPresent(p -> pins.addAll(p.pins()));
    var broken =
        pins.stream()
            .filter(pin -> pin.pools().stream().anyMatch(name -> !enabled(s, name)))
            .map(pin -> pin.object() + " (" + String.join(", ", pin.pools()) + ")")
            .toList();
    return Finding.when(
        !broken.isEmpty(),
        new Finding(
            CheckId.POOL_PINNED,
            Words.count(broken.size(), "object")
                + (broken.size() == 1 ? " pins" : " pin")
                + " pods to pools that "
                + (s.change().addresses() ? "would not be" : "are not")
                + " enabled, and their pods would wait in ContainerCreating: "
                + Words.some(broken),
            "take ipv4_pools out of the ConfigMap's CNI configuration, and the annotation"
                + " cni.projectcalico.org/ipv4pools off namespaces and pods, or name "
                + s.target().pool().cidr()
                + " there",
            s.change().addresses()));
  }

  private static List<Pin> inConfigMap(ClusterSnapshot cluster) {
    var pins = new ArrayList<Pin>();
    cluster
        .installation()
        .configMap()
        .ifPresent(map ->
            new TreeMap<>(map.data())
                .forEach((key, value) -> {
                  var match = CNI.matcher(value);
                  if (match.find()) {
                    var pools =
                        Arrays.stream(match.group(1).split(","))
                            .map(p -> p.strip().replaceAll("^\"|\"$", ""))
                            .filter(p -> !p.isEmpty())
                            .toList();
                    pins.add(
                        new Pin(
                            "ConfigMap " + map.namespace() + "/" + map.name() + ", key " + key,
                            pools));
                  }
                }));
    return pins;
  }

  /** Whether a pool of this name or range would be enabled when the target is reached. */
  private static boolean enabled(Situation s, String nameOrRange) {
    var target = s.target().pool();
    var migration = Migration.of(s.target(), s.cluster());
    // A new range comes in a pool of another name; while pods are in a third one, neither serves.
    var comes =
        migration
            .map(m ->
                !m.hopAhead()
                    && (m.goal().cidr().toString().equals(nameOrRange)
                        || m.goal().name().equals(nameOrRange)))
            .orElse(
                target.cidr().toString().equals(nameOrRange) || target.name().equals(nameOrRange));
    return comes
        || s.cluster().workloadPools().stream()
            .filter(p -> !p.disabled() && !s.cluster().managedPools().contains(p))
            .anyMatch(p -> names(p, nameOrRange));
  }

  private static boolean names(IpPool pool, String nameOrRange) {
    return pool.name().equals(nameOrRange) || pool.cidr().equals(nameOrRange);
  }
}
