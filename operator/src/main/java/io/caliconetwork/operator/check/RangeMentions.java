package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.caliconetwork.operator.snapshot.MentionKind.Use;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes by the addresses that pods have now, when they are to get others: all that is not
 * Calico's or is somebody's rule, so that only its author can adapt it (law §10).
 */
public final class RangeMentions {

  /** As many as are named in the sentence. */
  private static final int COMMANDS = 3;

  private static final String MANIFEST =
      "/etc/kubernetes/manifests/kube-controller-manager.yaml of every control plane node";

  /** {@code NewCIDRRangeAllocator} in Kubernetes' pkg/controller/nodeipam/ipam. */
  private static final String NO_START =
      "kube-controller-manager does not start while a node has a podCIDR outside";

  private RangeMentions() {}

  static List<Guard> guards() {
    return List.of(RangeMentions::policies, RangeMentions::bgp);
  }

  static List<Notice> notices(Situation s) {
    return Stream.of(reservations(s), controllerManager(s)).flatMap(Optional::stream).toList();
  }

  /**
   * The change after whose mentions is asked: not begun yet, for later a refusal would only leave
   * pods in both ranges. Empty when none is wished.
   */
  public static Optional<RangeChange> sought(Wish wish, ClusterSnapshot cluster) {
    return Migration.underWay(cluster)
        ? Optional.empty()
        : change(Target.resolve(wish, cluster), cluster);
  }

  /** Another size of blocks moves pods out of their range as well, though only for a while. */
  private static Optional<RangeChange> change(Target target, ClusterSnapshot cluster) {
    return Migration.of(target, cluster)
        .flatMap(m ->
            cluster
                .managedPool()
                .flatMap(IpPool::range)
                .map(from -> new RangeChange(from, m.goal().cidr(), lent(m, target))))
        .filter(change -> change.by().isPresent() || !change.from().equals(change.to()));
  }

  private static Optional<Ipv4Range> lent(Migration migration, Target target) {
    return migration.hopAhead() ? target.wish().pool().temporaryCidr() : Optional.empty();
  }

  private static Optional<Finding> policies(Situation s) {
    return left(s, Use.POLICY)
        .map(left ->
            new Finding(
                CheckId.OLD_RANGE_IN_POLICIES,
                (left.all() == 1
                        ? "1 policy or network set mentions "
                        : left.all() + " policies or network sets mention ")
                    + left.ranges()
                    + ", so other traffic than now would be allowed or denied as pods move there: "
                    + left.names(),
                "put "
                    + left.wanted()
                    + " beside what is said of "
                    + left.change().from()
                    + " in each, and take the old out only when the change is done, as pods have"
                    + " addresses of both meanwhile: "
                    + left.commands(),
                true));
  }

  private static Optional<Finding> bgp(Situation s) {
    return left(s, Use.BGP)
        .map(left ->
            new Finding(
                CheckId.OLD_RANGE_IN_BGP,
                Words.count(left.all(), "object")
                    + " of BGP "
                    + (left.all() == 1 ? "mentions " : "mention ")
                    + left.ranges()
                    + ", so routers outside the cluster would not be told, or not in the same way,"
                    + " where pods are as they move there: "
                    + left.names(),
                "give "
                    + left.wanted()
                    + " the same entries that "
                    + left.change().from()
                    + " has, there and in the filters of those routers, and take the old out only"
                    + " when the change is done, as pods have addresses of both meanwhile: "
                    + left.commands(),
                true));
  }

  private static Optional<Notice> reservations(Situation s) {
    return left(s, Use.RESERVATION)
        .map(left ->
            new Notice(
                "OldRangeInReservations",
                Words.count(left.all(), "IPReservation")
                    + (left.all() == 1 ? " keeps" : " keep")
                    + " addresses of "
                    + left.change().from()
                    + " from pods, and none of "
                    + left.change().targets()
                    + ", for reservations do not follow pods to a new range: "
                    + left.names()
                    + "; reserve there what no pod may get, before the change: "
                    + left.commands()));
  }

  /** Calico's address management does not go by the nodes' podCIDRs: nothing of Calico breaks. */
  private static Optional<Notice> controllerManager(Situation s) {
    var present =
        s.cluster().surroundings().pods().stream()
            .flatMap(p -> p.controllerRanges().stream())
            .map(Sourced::range)
            .flatMap(r -> Ipv4Range.parse(r).stream())
            .distinct()
            .toList();
    return change(s.target(), s.cluster())
        .map(RangeChange::to)
        .filter(to -> !present.isEmpty() && present.stream().noneMatch(r -> r.contains(to)))
        .map(to -> {
          var both = Ranges.around(present.getFirst(), to);
          return new Notice(
              "OutsideControllerManagerCIDR",
              "the pool's range "
                  + to
                  + " is outside --cluster-cidr "
                  + present.stream().map(Ipv4Range::toString).collect(Collectors.joining(", "))
                  + " of kube-controller-manager, from which nodes have their podCIDR: Calico gives"
                  + " no address by it, but whatever else reads podCIDR would not find the pods"
                  + " there; "
                  + (both.contains(present.getFirst())
                      ? "widen it in "
                          + MANIFEST
                          + " to --cluster-cidr="
                          + both
                          + ", not to the new range alone, for "
                          + NO_START
                      : "leave it as it is, for no range of reasonable size has both and "
                          + NO_START
                          + "; --allocate-node-cidrs=false in "
                          + MANIFEST
                          + " spares new nodes one of the old range"));
        });
  }

  private static Optional<Left> left(Situation s, Use use) {
    return change(s.target(), s.cluster())
        .flatMap(
            change -> s.cluster().surroundings().mentions().filter(m -> m.change().equals(change)))
        .map(mentions -> Left.of(s, mentions, use))
        .filter(left -> left.all() > 0);
  }

  /**
   * Objects of one use that the change leaves behind.
   *
   * @param objects those that are known by name, each with what it says
   * @param all how many there are
   */
  private record Left(
      Situation s, RangeChange change, Map<Holder, List<Mention>> objects, int all) {

    static Left of(Situation s, Mentions mentions, Use use) {
      return new Left(
          s,
          mentions.change(),
          mentions.found().stream()
              .filter(m -> m.holder().kind().use() == use)
              .collect(
                  Collectors.groupingBy(Mention::holder, LinkedHashMap::new, Collectors.toList())),
          mentions.objects().entrySet().stream()
              .filter(e -> e.getKey().use() == use)
              .mapToInt(Map.Entry::getValue)
              .sum());
    }

    String ranges() {
      return "addresses of "
          + change.from()
          + " without those of "
          + change.targets()
          + " beside them";
    }

    /** What is to be written; of which part a part of the old one was meant, nobody knows here. */
    String wanted() {
      return objects.values().stream()
              .flatMap(List::stream)
              .allMatch(m -> m.range().contains(change.from()))
          ? change.targets()
          : change.targets() + ", or the part of it that is meant,";
    }

    String names() {
      return Words.some(
          objects.entrySet().stream().map(o -> described(o.getKey(), o.getValue())).toList(), all);
    }

    private String described(Holder holder, List<Mention> mentions) {
      var first = mentions.getFirst();
      return holder.kind().title()
          + " "
          + (holder.namespace().isEmpty() ? "" : holder.namespace() + "/")
          + name(holder)
          + " ("
          + first.field()
          + ": "
          + first.written()
          + (mentions.size() > 1 ? ", and more)" : ")");
    }

    /** One after the other, for as many as the sentence names. */
    String commands() {
      return objects.keySet().stream()
              .limit(COMMANDS)
              .map(o ->
                  "kubectl "
                      + (o.namespace().isEmpty() ? "" : "-n " + o.namespace() + " ")
                      + "edit "
                      + resource(o.kind())
                      + " "
                      + name(o))
              .collect(Collectors.joining(" && "))
          + (all > COMMANDS ? " and so on" : "");
    }

    private String resource(MentionKind kind) {
      return kind.groupVersion()
          .map(g -> kind.plural() + "." + g.replaceFirst("/.*", ""))
          .orElseGet(() -> s.resource(kind.plural()));
    }

    /**
     * A policy of the default tier is stored as {@code default.<name>}; Calico's API server takes
     * that off (projectcalico/calico#9642, #10417).
     */
    private String name(Holder holder) {
      var tiered =
          holder.kind() == MentionKind.GLOBAL_NETWORK_POLICY
              || holder.kind() == MentionKind.CALICO_NETWORK_POLICY;
      return tiered && s.cluster().datastore().api() == Datastore.Api.AGGREGATED_V3
          ? holder.name().replaceFirst("^default\\.", "")
          : holder.name();
    }
  }
}
