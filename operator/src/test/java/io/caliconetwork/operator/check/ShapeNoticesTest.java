package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.snapshot.CniInstaller;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes that stop nothing but ought to be known, and what is read where. */
class ShapeNoticesTest {

  private static final HealthProbe FELIX = new HealthProbe.FelixEndpoint("/liveness");

  private static List<Notice> notices(Encapsulation overlay, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(Wishes.overlay(overlay), snapshot), snapshot).stream()
        .filter(n -> !n.isAdvice() && !n.id().equals(Hints.STALE_MTU))
        .toList();
  }

  private static List<CheckId> refusals(Encapsulation overlay, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(Wishes.overlay(overlay), snapshot), snapshot).stream()
        .map(Refusal::check)
        .toList();
  }

  @Test
  void probesThatCannotAskForBirdAreToldWhereBirdRuns() {
    var cluster = Cluster.installed().probes(FELIX, new HealthProbe.Absent());
    assertThat(notices(NONE, cluster))
        .extracting(Notice::message)
        .containsExactly(
            "calico-node's livenessProbe (httpGet /liveness of Felix) cannot ask for BIRD: if BIRD"
                + " dies, nothing restarts calico-node; an exec probe that runs calico-node with"
                + " -bird-live would",
            "calico-node's readinessProbe (absent) cannot ask for BIRD: a node counts as ready"
                + " before its BGP sessions are up; an exec probe that runs calico-node with"
                + " -bird-ready would");
    assertThat(notices(VXLAN, cluster)).isEmpty();
    assertThat(refusals(NONE, cluster)).isEmpty();
    assertThat(refusals(VXLAN, cluster)).isEmpty();
  }

  /** What passes without BIRD passes with it, so a start of BIRD is not in its way. */
  @Test
  void anUnknownProbeIsOnlyInTheWayWhenBirdStops() {
    var unknown = new HealthProbe.Other("tcpSocket");
    assertThat(refusals(VXLAN, Cluster.installed().liveness(unknown)))
        .containsExactly(CheckId.PROBE_UNKNOWN);
    assertThat(refusals(NONE, Cluster.installed().liveness(unknown))).isEmpty();
    assertThat(
            refusals(
                IPIP, Cluster.installed().configMap("calico_backend", "vxlan").liveness(unknown)))
        .isEmpty();
    assertThat(
            refusals(
                VXLAN, Cluster.installed().configMap("calico_backend", "vxlan").liveness(unknown)))
        .isEmpty();
  }

  /** As Felix reads booleans. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "1", "yes"})
  void ebpfIsKnownByItsVariable(String value) {
    assertThat(notices(IPIP, Cluster.installed().env("FELIX_BPFENABLED", value)))
        .extracting(Notice::id)
        .containsExactly("EBPFOverIPIP");
    assertThat(notices(IPIP, Cluster.installed().env("FELIX_BPFENABLED", "false"))).isEmpty();
    assertThat(notices(VXLAN, Cluster.installed().env("FELIX_BPFENABLED", value))).isEmpty();
  }

  /** k0s has no ConfigMap with it. */
  @Test
  void hostLocalIsFoundInACniConfigurationOfTheDaemonSet() {
    var hostLocal =
        new CniInstaller(
            Optional.of(new EnvValue.Literal("{\"ipam\": {\"type\": \"host-local\"}}")),
            Optional.empty());
    assertThat(refusals(VXLAN, Cluster.installed().cni(hostLocal)))
        .containsExactly(CheckId.HOST_LOCAL_IPAM);
    var calicoIpam =
        new CniInstaller(
            Optional.of(new EnvValue.Literal("{\"ipam\": {\"type\": \"calico-ipam\"}}")),
            Optional.empty());
    assertThat(refusals(VXLAN, Cluster.installed().cni(calicoIpam))).isEmpty();
  }

  @Test
  void theDatastoreTypeMayComeFromTheConfigMap() {
    var fromKey =
        Cluster.installed()
            .env("DATASTORE_TYPE", new EnvValue.ConfigMapKey("calico-config", "datastore"));
    assertThat(refusals(VXLAN, fromKey.configMap("datastore", "kubernetes"))).isEmpty();
    assertThat(refusals(VXLAN, fromKey.configMap("datastore", "etcdv3")))
        .containsExactly(CheckId.ETCD_DATASTORE);
  }
}
