package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.MovingPod.Turn;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodReaderTest {

  private static final String UID = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

  @Test
  void ownerIsTheController() {
    var pod = PodReader.read(owned("ReplicaSet", true));
    assertThat(pod.name()).isEqualTo("shop/api-0");
    assertThat(pod.uid()).hasToString(UID);
    assertThat(pod.owner()).hasToString("ReplicaSet shop/api");
    assertThat(pod.owner().who()).isEqualTo(Kind.CONTROLLED);
  }

  /** An owner that does not control is for the garbage collector only. */
  @Test
  void anOwnerAloneCreatesNothingAnew() {
    assertThat(PodReader.read(owned("ConfigMap", false)).owner().who()).isEqualTo(Kind.BARE);
    assertThat(PodReader.read(pod().build()).owner()).hasToString("Pod shop/api-0");
  }

  @ParameterizedTest
  @CsvSource({
    "Job, JOB",
    "Node, STATIC",
    "StatefulSet, CONTROLLED",
    "DaemonSet, CONTROLLED",
    "Rollout, CONTROLLED"
  })
  void kinds(String controller, Kind kind) {
    assertThat(PodReader.read(owned(controller, true)).owner().who()).isEqualTo(kind);
  }

  /** The mirror of a static pod has a hash for its uid. */
  @Test
  void mirrors() {
    var mirror =
        pod()
            .editMetadata()
            .withUid("0123456789abcdef0123456789abcdef")
            .withAnnotations(Map.of("kubernetes.io/config.mirror", "0123456789abcdef"))
            .endMetadata()
            .build();
    assertThat(PodReader.read(mirror).owner().who()).isEqualTo(Kind.STATIC);
    assertThat(PodReader.read(mirror).uid()).isEqualTo(PodReader.read(mirror).uid());
  }

  @ParameterizedTest
  @CsvSource({
    "k8s-app, kube-dns, DNS",
    "k8s-app, coredns, DNS",
    "app.kubernetes.io/name, coredns, DNS",
    "app.kubernetes.io/name, calico-network-operator, OPERATOR",
    "app.kubernetes.io/name, shop, ORDINARY",
    "k8s-app, calico-network-operator, ORDINARY"
  })
  void turns(String label, String value, Turn turn) {
    var pod = pod().editMetadata().withLabels(Map.of(label, value)).endMetadata().build();
    assertThat(PodReader.read(pod).owner().turn()).isEqualTo(turn);
  }

  @Test
  void states() {
    assertThat(PodReader.read(pod().build()).state()).isEqualTo(State.NOT_READY);
    var ready = ready("True");
    assertThat(PodReader.read(ready).state()).isEqualTo(State.READY);
    assertThat(PodReader.read(ready("False")).state()).isEqualTo(State.NOT_READY);
    var going =
        new PodBuilder(ready)
            .editMetadata()
            .withDeletionTimestamp("2026-11-26T12:00:00Z")
            .withFinalizers("example.com/hold")
            .endMetadata()
            .build();
    assertThat(PodReader.read(going).state()).isEqualTo(State.TERMINATING);
    assertThat(PodReader.finalizers(going)).contains("example.com/hold");
    going.getMetadata().setDeletionTimestamp(null);
    assertThat(PodReader.finalizers(going)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void ended(String phase) {
    assertThat(PodReader.holds(pod().withNewStatus().withPhase(phase).endStatus().build()))
        .isFalse();
  }

  @Test
  void holders() {
    assertThat(PodReader.holds(pod().withNewStatus().withPhase("Pending").endStatus().build()))
        .isTrue();
    assertThat(PodReader.holds(pod().build())).isTrue();
    assertThat(PodReader.holds(pod().editSpec().withHostNetwork(true).endSpec().build())).isFalse();
  }

  /** podIPs has both families; an older kubelet's podIP stands in for it. */
  @Test
  void ranges() {
    var ranges = List.of(Ipv4Range.of("10.244.0.0/16"));
    var one = pod().withNewStatus().withPodIP("10.244.1.2").endStatus().build();
    var both =
        pod()
            .withNewStatus()
            .withPodIP("fd00::1")
            .addNewPodIP()
            .withIp("fd00::1")
            .endPodIP()
            .addNewPodIP()
            .withIp("10.244.1.2")
            .endPodIP()
            .endStatus()
            .build();
    assertThat(PodReader.inOne(ranges, one)).isTrue();
    assertThat(PodReader.inOne(ranges, both)).isTrue();
    assertThat(PodReader.inOne(List.of(Ipv4Range.of("10.245.0.0/16")), both)).isFalse();
    assertThat(PodReader.inOne(ranges, pod().build())).isFalse();
  }

  private static Pod ready(String status) {
    return pod()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(status)
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod owned(String kind, boolean controller) {
    return pod()
        .editMetadata()
        .addNewOwnerReference()
        .withKind(kind)
        .withName("api")
        .withController(controller)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("api-0")
        .withUid(UID)
        .endMetadata()
        .withNewSpec()
        .endSpec();
  }
}
