package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.MentionKind;
import java.util.List;

/** Objects that go by the range that pods are to leave, beside those that know the new one too. */
final class MentionCases {

  private static final String OLD = "192.168.0.0/16";
  private static final String NEW = "10.244.0.0/16";
  private static final String IN_POLICY = "spec.ingress[0].from[%d].ipBlock.cidr";
  private static final String IN_FILTER = "spec.exportV4[%d].cidr";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.OLD_RANGE_IN_POLICIES,
              Wishes.consenting(Wishes.cidr(IPIP, NEW), MigrationStrategy.EVICT),
              mentioning(MentionKind.NETWORK_POLICY, "shop", IN_POLICY, "172.20.0.0/16", OLD),
              mentioning(MentionKind.NETWORK_POLICY, "shop", IN_POLICY, NEW, OLD),
              "NetworkPolicy shop/api (spec.ingress[0].from[1].ipBlock.cidr: 192.168.0.0/16)"),
          new CheckCase(
              CheckId.OLD_RANGE_IN_POLICIES,
              Wishes.consenting(Wishes.cidr(IPIP, NEW), MigrationStrategy.EVICT),
              mentioning(MentionKind.GLOBAL_NETWORK_SET, "", "spec.nets[%d]", "192.168.7.9"),
              mentioning(MentionKind.GLOBAL_NETWORK_SET, "", "spec.nets[%d]", "10.0.0.0/8"),
              "kubectl edit globalnetworksets.crd.projectcalico.org api"),
          new CheckCase(
              CheckId.OLD_RANGE_IN_BGP,
              Wishes.consenting(Wishes.cidr(IPIP, NEW), MigrationStrategy.EVICT),
              mentioning(MentionKind.BGP_FILTER, "", IN_FILTER, OLD),
              mentioning(MentionKind.BGP_FILTER, "", IN_FILTER, OLD, NEW),
              "BGPFilter api (spec.exportV4[0].cidr: 192.168.0.0/16)"));

  private MentionCases() {}

  private static Cluster mentioning(
      MentionKind kind, String namespace, String list, String... ranges) {
    return Cluster.installed()
        .surroundings(Around.mentioned(OLD, NEW, new Holder(kind, namespace, "api"), list, ranges));
  }
}
