package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.caliconetwork.operator.snapshot.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of objects that go by the old range, and when. */
class RangeMentionsTest {

  private static final String OLD = "192.168.0.0/16";
  private static final String NEW = "10.244.0.0/16";
  private static final RangeChange MOVE = new RangeChange(Ipv4Range.of(OLD), Ipv4Range.of(NEW));
  private static final Wish WISH = Wishes.cidr(IPIP, NEW);

  private static Mention mention(MentionKind kind, String namespace, String name, String range) {
    return Mention.of(new Holder(kind, namespace, name), "spec.nets[0]", range).orElseThrow();
  }

  private static Surroundings found(Map<MentionKind, Integer> objects, Mention... mentions) {
    return Surroundings.UNKNOWN.with(new Mentions(MOVE, List.of(mentions), objects));
  }

  private static Optional<Refusal> refusal(Wish wish, Cluster cluster, CheckId check) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(wish, snapshot), snapshot).stream()
        .filter(r -> r.check() == check)
        .findFirst();
  }

  private static List<String> notices(Wish wish, Cluster cluster, String id) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(wish, snapshot), snapshot).stream()
        .filter(n -> n.id().equals(id))
        .map(Notice::message)
        .toList();
  }

  @Test
  void ofManyTheFirstAreNamedAndAllCounted() {
    var sets =
        IntStream.range(0, 5).mapToObj(i -> mention(MentionKind.NETWORK_SET, "shop", "n" + i, OLD));
    var policy = mention(MentionKind.NETWORK_POLICY, "shop", "api", OLD);
    var cluster =
        Cluster.installed()
            .surroundings(
                found(
                    Map.of(MentionKind.NETWORK_SET, 900, MentionKind.NETWORK_POLICY, 1),
                    Stream.concat(Stream.of(policy, policy), sets).toArray(Mention[]::new)));
    var refusal = refusal(WISH, cluster, CheckId.OLD_RANGE_IN_POLICIES).orElseThrow();
    assertThat(refusal.message())
        .startsWith(
            "901 policies or network sets mention addresses of 192.168.0.0/16 without those of"
                + " 10.244.0.0/16 beside them, so other traffic than now would be allowed or denied"
                + " as pods move there: ")
        .endsWith(
            ": NetworkPolicy shop/api (spec.nets[0]: 192.168.0.0/16, and more),"
                + " NetworkSet shop/n0 (spec.nets[0]: 192.168.0.0/16),"
                + " NetworkSet shop/n1 (spec.nets[0]: 192.168.0.0/16) and 898 others");
    assertThat(refusal.remedy())
        .contains(
            "kubectl -n shop edit networkpolicies.networking.k8s.io api"
                + " && kubectl -n shop edit networksets.crd.projectcalico.org n0"
                + " && kubectl -n shop edit networksets.crd.projectcalico.org n1 and so on,");
  }

  @Test
  void calicosNamesAreThoseOfTheGroupThatKubectlEdits() {
    var mentions =
        found(
            Map.of(MentionKind.GLOBAL_NETWORK_POLICY, 1),
            mention(MentionKind.GLOBAL_NETWORK_POLICY, "", "default.deny", OLD));
    assertThat(
            refusal(WISH, Cluster.installed().surroundings(mentions), CheckId.OLD_RANGE_IN_POLICIES)
                .orElseThrow()
                .remedy())
        .contains("kubectl edit globalnetworkpolicies.crd.projectcalico.org default.deny,");
    assertThat(
            refusal(
                    WISH,
                    Cluster.installed().api(Datastore.Api.AGGREGATED_V3).surroundings(mentions),
                    CheckId.OLD_RANGE_IN_POLICIES)
                .orElseThrow()
                .remedy())
        .contains("kubectl edit globalnetworkpolicies.projectcalico.org deny,");
  }

  /** Found for one change and asked about another, or about none. */
  @Test
  void onlyAChangeOfThisRangeIsRefused() {
    var cluster =
        Cluster.installed()
            .surroundings(
                found(
                    Map.of(MentionKind.NETWORK_SET, 1, MentionKind.BGP_FILTER, 1),
                    mention(MentionKind.NETWORK_SET, "shop", "a", OLD),
                    mention(MentionKind.BGP_FILTER, "", "a", OLD)));
    for (var check : List.of(CheckId.OLD_RANGE_IN_POLICIES, CheckId.OLD_RANGE_IN_BGP)) {
      assertThat(refusal(WISH, cluster, check)).isPresent();
      assertThat(refusal(Wishes.cidr(IPIP, "10.9.0.0/16"), cluster, check)).isEmpty();
      assertThat(refusal(Wishes.blockSize(IPIP, 24), cluster, check)).isEmpty();
      assertThat(refusal(Wishes.overlay(IPIP), cluster, check)).isEmpty();
    }
    var accepted = Wishes.accepting(WISH, AcceptableRisk.OLD_RANGE_IN_BGP);
    assertThat(refusal(accepted, cluster, CheckId.OLD_RANGE_IN_POLICIES)).isPresent();
    assertThat(refusal(accepted, cluster, CheckId.OLD_RANGE_IN_BGP)).isEmpty();
    assertThat(notices(accepted, cluster, "OldRangeInBGP"))
        .singleElement()
        .asString()
        .endsWith("; accepted by spec.acceptRisks");
  }

  @Test
  void mentionsAreSoughtOnlyBeforeAChangeOfTheRange() {
    var living = Cluster.installed().snapshot();
    assertThat(RangeMentions.sought(WISH, living)).contains(MOVE);
    assertThat(RangeMentions.sought(Wishes.overlay(IPIP), living)).isEmpty();
    assertThat(RangeMentions.sought(Wishes.blockSize(IPIP, 24), living)).isEmpty();
    assertThat(RangeMentions.sought(Wishes.cidr(IPIP, OLD), living)).isEmpty();
    assertThat(RangeMentions.sought(WISH, Cluster.installed().withoutPools().snapshot())).isEmpty();
    assertThat(
            RangeMentions.sought(
                WISH,
                Cluster.installed()
                    .pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW))
                    .snapshot()))
        .as("begun")
        .isEmpty();
    assertThat(
            RangeMentions.sought(
                WISH, Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, NEW)).snapshot()))
        .isEmpty();
  }

  @Test
  void reservationsAreAWarning() {
    var cluster =
        Cluster.installed()
            .surroundings(
                found(
                    Map.of(MentionKind.IP_RESERVATION, 1),
                    mention(MentionKind.IP_RESERVATION, "", "dns", "192.168.0.0/28")));
    assertThat(refusal(WISH, cluster, CheckId.OLD_RANGE_IN_POLICIES)).isEmpty();
    assertThat(notices(WISH, cluster, "OldRangeInReservations"))
        .containsExactly(
            "1 IPReservation keeps addresses of 192.168.0.0/16 from pods, and none of"
                + " 10.244.0.0/16,"
                + " for reservations do not follow pods to a new range: IPReservation dns"
                + " (spec.nets[0]: 192.168.0.0/28); reserve there what no pod may get, before the"
                + " change: kubectl edit ipreservations.crd.projectcalico.org dns");
  }

  @Test
  void controllerManagersRangeIsAWarningWithAnEditThatLetsItStart() {
    var id = "OutsideControllerManagerCIDR";
    var near = Cluster.installed().surroundings(Around.controllerManager("10.240.0.0/14"));
    assertThat(notices(WISH, near, id))
        .singleElement()
        .asString()
        .contains(
            "10.244.0.0/16 is outside --cluster-cidr 10.240.0.0/14",
            "/etc/kubernetes/manifests/kube-controller-manager.yaml",
            "--cluster-cidr=10.240.0.0/13");
    var far = Cluster.installed().surroundings(Around.controllerManager(OLD, OLD, "fd00::/48"));
    assertThat(notices(WISH, far, id))
        .singleElement()
        .asString()
        .contains("leave it as it is", "is outside --cluster-cidr 192.168.0.0/16 of");
    var wide = Cluster.installed().surroundings(Around.controllerManager(OLD, "10.0.0.0/8"));
    assertThat(notices(WISH, wide, id)).isEmpty();
    assertThat(notices(Wishes.overlay(IPIP), near, id)).as("nothing changes").isEmpty();
    assertThat(notices(WISH, Cluster.installed(), id)).as("unknown").isEmpty();
  }
}
