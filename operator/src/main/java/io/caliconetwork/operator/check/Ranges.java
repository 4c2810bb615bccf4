package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where the pool's range and the temporary one lie among all other ranges (law §10). */
final class Ranges {

  /** No pod network is wider than the widest private range. */
  private static final int WIDEST = 8;

  private Ranges() {}

  static List<Guard> guards() {
    return List.of(
        Ranges::services,
        Ranges::nodes,
        Ranges::pools,
        Ranges::outsidePodSubnet,
        Ranges::outsideClusterCidr);
  }

  /**
   * A range that the wish would bring into use.
   *
   * @param field it comes from, for messages
   * @param range itself
   * @param ahead whether pods have no address of it yet
   */
  private record Wished(String field, Ipv4Range range, boolean ahead) {
    @Override
    public String toString() {
      return field + " " + range;
    }
  }

  private static List<Wished> wished(Situation s) {
    var ranges = new ArrayList<Wished>();
    ranges.add(pool(s));
    s.target().wish().pool().temporaryCidr().ifPresent(t -> ranges.add(lent(s, t)));
    return ranges;
  }

  private static Wished pool(Situation s) {
    return new Wished("the pool's range", s.target().pool().cidr(), s.change().addresses());
  }

  private static Wished lent(Situation s, Ipv4Range range) {
    return new Wished("spec.temporaryCIDR", range, s.change().lends());
  }

  private static Optional<Finding> services(Situation s) {
    var surroundings = s.cluster().surroundings();
    var services =
        Stream.concat(
                surroundings.services().stream(),
                surroundings.pods().stream().flatMap(p -> p.serviceRanges().stream()))
            .toList();
    var hits = new ArrayList<String>();
    var ahead = false;
    for (var wished : wished(s)) {
      var overlapping =
          services.stream()
              .filter(v -> Ipv4Range.parse(v.range()).filter(wished.range()::overlaps).isPresent())
              .map(v -> v.range() + " (" + v.source() + ")")
              .toList();
      if (!overlapping.isEmpty()) {
        hits.add(wished + " overlaps " + Words.some(overlapping));
        ahead |= wished.ahead();
      }
    }
    if (hits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            CheckId.SERVICE_OVERLAP,
            String.join(" and ", hits)
                + ", where Services have their addresses: a pod and a Service could have the same",
            "choose a range outside, such as " + free(s, services),
            ahead));
  }

  private static Optional<Finding> nodes(Situation s) {
    var hits = new ArrayList<String>();
    var ahead = false;
    for (var wished : wished(s)) {
      var inside =
          s.cluster().nodes().stream()
              .filter(n -> addresses(n).anyMatch(wished.range()::hasAddress))
              .map(n ->
                  n.name()
                      + " ("
                      + addresses(n).filter(wished.range()::hasAddress).findFirst().orElse("")
                      + ")")
              .toList();
      if (!inside.isEmpty()) {
        hits.add(
            wished
                + " has the addresses of "
                + Words.count(inside.size(), "node")
                + ", "
                + Words.some(inside));
        ahead |= wished.ahead();
      }
    }
    if (hits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            CheckId.NODE_OVERLAP,
            String.join(" and ", hits) + ": traffic to these nodes would be taken for pods'",
            "choose a range outside the nodes' networks, such as "
                + free(s, s.cluster().surroundings().services()),
            ahead));
  }

  private static Optional<Finding> pools(Situation s) {
    var own = s.cluster().managedPools();
    var hits = new ArrayList<String>();
    var ahead = false;
    for (var wished : wished(s)) {
      var lent = wished.field().startsWith("spec");
      var overlapping =
          s.cluster().datastore().pools().stream()
              .filter(p -> lent ? !isLent(p, s) : !own.contains(p))
              .filter(p -> p.range().filter(wished.range()::overlaps).isPresent())
              .map(Ranges::describe)
              .toList();
      if (!overlapping.isEmpty()) {
        hits.add(wished + " overlaps IPPool " + Words.some(overlapping));
        // Which pool's encapsulation such a range follows depends on the release.
        ahead |= wished.ahead() || (!lent && s.change().encapsulation());
      }
    }
    return Finding.when(
        !hits.isEmpty(),
        new Finding(
            CheckId.POOL_OVERLAP,
            String.join(" and ", hits) + ": an address could be given twice",
            "choose a range outside those pools, or delete them when they are empty",
            ahead));
  }

  /** The pool that the range was lent for. */
  private static boolean isLent(IpPool pool, Situation s) {
    return s.cluster().pilotPool().filter(pool::equals).isPresent()
        || (pool.name().equals(IpPool.TEMPORARY_NAME) && s.cluster().managedPools().contains(pool));
  }

  private static String describe(IpPool pool) {
    return pool.name() + " (" + pool.cidr() + (pool.disabled() ? ", disabled" : "") + ")";
  }

  private static Optional<Finding> outsidePodSubnet(Situation s) {
    var subnets = s.cluster().surroundings().podSubnets();
    return outside(
        pool(s),
        subnets,
        CheckId.OUTSIDE_POD_SUBNET,
        "is outside podSubnet "
            + String.join(", ", subnets)
            + " of ConfigMap kube-system/kubeadm-config, which kubeadm's next run would go by",
        outer ->
            "choose a cidr inside, or widen podSubnet: "
                + edit("kubeadm-config", "podSubnet", subnets, outer)
                + (subnets.stream()
                        .flatMap(r -> Ipv4Range.parse(r).stream())
                        .anyMatch(outer::contains)
                    ? ", and, where kube-controller-manager has --cluster-cidr, the same there, in"
                        + " /etc/kubernetes/manifests/kube-controller-manager.yaml of every control"
                        + " plane node"
                    : ", but leave --cluster-cidr of kube-controller-manager, which does not start"
                        + " while a node has a podCIDR outside"));
  }

  /** Also while pods live in the range that is lent. */
  private static Optional<Finding> outsideClusterCidr(Situation s) {
    return outsideClusterCidr(s, pool(s))
        .or(() ->
            Migration.of(s.target(), s.cluster())
                .filter(Migration::needsTemporary)
                .flatMap(m -> s.target().wish().pool().temporaryCidr())
                .flatMap(t -> outsideClusterCidr(s, lent(s, t))));
  }

  private static Optional<Finding> outsideClusterCidr(Situation s, Wished wished) {
    var ranges = s.cluster().surroundings().kubeProxyRanges();
    return outside(
        wished,
        ranges,
        CheckId.OUTSIDE_CLUSTER_CIDR,
        "is outside clusterCIDR "
            + String.join(", ", ranges)
            + " of ConfigMap kube-system/kube-proxy, so kube-proxy would masquerade traffic between"
            + " pods and Services, and policies would see node addresses",
        outer ->
            "choose a cidr inside, or widen clusterCIDR: "
                + edit("kube-proxy", "clusterCIDR", ranges, outer)
                + " && kubectl -n kube-system rollout restart daemonset kube-proxy");
  }

  /** Replaces the IPv4 range of a line that may have an IPv6 one beside it. */
  private static String edit(String map, String field, List<String> from, Ipv4Range to) {
    return "kubectl -n kube-system get configmap "
        + map
        + " -o yaml | sed '/"
        + field
        + ":/s#"
        + from.getFirst()
        + "#"
        + to
        + "#' | kubectl apply -f -";
  }

  private static Optional<Finding> outside(
      Wished wished,
      List<String> inside,
      CheckId check,
      String where,
      Function<Ipv4Range, String> remedy) {
    var range = wished.range();
    var known = inside.stream().flatMap(r -> Ipv4Range.parse(r).stream()).toList();
    return Finding.when(
        !known.isEmpty() && known.stream().noneMatch(r -> r.contains(range)),
        new Finding(
            check,
            wished + " " + where,
            known.isEmpty() ? "" : remedy.apply(around(known.getFirst(), range)),
            wished.ahead()));
  }

  /**
   * What such a field may hold instead: one IPv4 range that has both, for pods of the old one live
   * on for a while; the new one alone if no range of reasonable size has both.
   */
  static Ipv4Range around(Ipv4Range old, Ipv4Range range) {
    for (int prefix = Math.min(old.prefix(), range.prefix()); prefix >= WIDEST; prefix--) {
      var wider = old.widened(prefix);
      if (wider.contains(range)) {
        return wider;
      }
    }
    return range;
  }

  /** A private range of the same size that nothing known here uses. */
  private static String free(Situation s, List<Sourced> services) {
    return Stream.of("10.244.0.0/16", "10.245.0.0/16", "172.20.0.0/16", "192.168.0.0/16")
        .filter(candidate -> {
          var range = Ipv4Range.of(candidate);
          return services.stream()
                  .noneMatch(v -> Ipv4Range.parse(v.range()).filter(range::overlaps).isPresent())
              && s.cluster().datastore().pools().stream()
                  .noneMatch(p -> p.range().filter(range::overlaps).isPresent())
              && s.cluster().nodes().stream()
                  .flatMap(Ranges::addresses)
                  .noneMatch(range::hasAddress);
        })
        .findFirst()
        .orElse("one of your own choice");
  }

  /**
   * The last range of this prefix length inside the cluster's pod range that no pool, Service or
   * node uses; empty when there is none, or when nothing tells the pod range.
   */
  static Optional<Ipv4Range> freeWithin(Situation s, int prefix) {
    var surroundings = s.cluster().surroundings();
    var used =
        Stream.concat(
                s.cluster().datastore().pools().stream().flatMap(p -> p.range().stream()),
                Stream.concat(
                    surroundings.services().stream()
                        .flatMap(v -> Ipv4Range.parse(v.range()).stream()),
                    s.cluster().nodes().stream()
                        .flatMap(Ranges::addresses)
                        .flatMap(a -> Ipv4Range.parse(a + "/32").stream())))
            .toList();
    return Stream.concat(
            surroundings.podSubnets().stream(), surroundings.kubeProxyRanges().stream())
        .distinct()
        .flatMap(r -> Ipv4Range.parse(r).stream())
        .flatMap(r -> lastFree(r, prefix, used).stream())
        .findFirst();
  }

  private static Optional<Ipv4Range> lastFree(Ipv4Range in, int prefix, List<Ipv4Range> used) {
    if (in.prefix() > prefix || used.stream().anyMatch(u -> u.contains(in))) {
      return Optional.empty();
    }
    var inside = used.stream().filter(in::overlaps).toList();
    if (in.prefix() == prefix) {
      return inside.isEmpty() ? Optional.of(in) : Optional.empty();
    }
    return in.halves().stream()
        .flatMap(half -> lastFree(half, prefix, inside).stream())
        .findFirst();
  }

  private static Stream<String> addresses(NodeFacts node) {
    return Stream.concat(
            Stream.concat(node.internalIp().stream(), node.bgpAddress().stream())
                .map(a -> a.replaceFirst("/.*", "")),
            node.host().addresses().stream())
        .distinct();
  }
}
