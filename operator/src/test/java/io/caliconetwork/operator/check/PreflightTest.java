package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.IPIP_CROSS_SUBNET;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for all checks together; each of them is in {@code ChecksTableTest}. */
class PreflightTest {

  private static final String BACKEND = "CALICO_NETWORKING_BACKEND";

  private static List<Refusal> refusals(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(wish, snapshot), snapshot);
  }

  @Test
  void namesOfChecksAreDistinctWords() {
    assertThat(Arrays.stream(CheckId.values()).map(CheckId::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[A-Z][A-Za-z0-9]+"));
  }

  @Test
  void nothingObjectsToAnInstalledCalico() {
    for (var overlay : io.caliconetwork.operator.calico.Encapsulation.values()) {
      assertThat(refusals(Wishes.overlay(overlay), Cluster.installed())).isEmpty();
    }
  }

  @Test
  void nothingObjectsBeforeCalicoIsThere() {
    assertThat(refusals(Wishes.overlay(VXLAN), Cluster.empty())).isEmpty();
    assertThat(refusals(Wishes.overlay(NONE), Cluster.empty().withoutNodes())).isEmpty();
  }

  @Test
  void allThatFailsIsToldAtOnceTheMostFundamentalFirst() {
    var refusals =
        refusals(
            Wishes.cidr(NONE, "10.244.0.0/16"),
            Cluster.installed()
                .locked()
                .withoutConfigMap()
                .node("node-9", "10.0.9.9/24")
                .owner(OtherOwner.TIGERA_OPERATOR));
    assertThat(refusals)
        .extracting(Refusal::check)
        .containsExactly(
            CheckId.TIGERA_OPERATOR,
            CheckId.DATASTORE_LOCKED,
            CheckId.CONFIG_MAP_MISSING,
            CheckId.NODES_IN_SEVERAL_SUBNETS,
            CheckId.MIGRATION_REQUIRED);
  }

  @Test
  void anAcceptedRiskIsAccepted() {
    var cluster = Cluster.installed().node("node-4", "10.0.1.4/24");
    var wish = Wishes.accepting(NONE, AcceptableRisk.NODES_IN_SEVERAL_SUBNETS);
    assertThat(refusals(wish, cluster)).isEmpty();
    assertThat(refusals(Wishes.overlay(NONE), cluster))
        .singleElement()
        .satisfies(r -> assertThat(r.override()).contains(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS));
  }

  /** A wish that changes nothing about BIRD leaves unusual backends and probes alone. */
  @Test
  void whatNeedNotChangeMayBeUnusual() {
    var cluster =
        Cluster.installed()
            .env(BACKEND, "bird")
            .liveness(new HealthProbe.Other("tcpSocket"))
            .env("FELIX_VXLANMTU", "1410");
    assertThat(refusals(Wishes.overlay(IPIP), cluster)).isEmpty();
  }

  /** Always to CrossSubnet needs no second pool, so the range to lend one is not asked about. */
  @Test
  void aRangeThatIsNotLentMayBeAnything() {
    var overlapping = Wishes.lending(IPIP_CROSS_SUBNET, "192.168.4.0/24");
    assertThat(refusals(overlapping, Cluster.installed())).isEmpty();
    assertThat(refusals(Wishes.lending(VXLAN, "192.168.4.0/24"), Cluster.installed()))
        .extracting(Refusal::check)
        .containsExactly(CheckId.POOL_OVERLAP);
  }
}
