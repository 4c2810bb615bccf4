package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Refusal;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of Calico's own manifests, as its first calico-node leaves the cluster: adopted and changed
 * to VXLAN, or refused, with the sentence; skipped where they are not at hand.
 */
class UpstreamManifestDecisionTest {

  private static final List<String> RELEASES = List.of("v3.26.5", "v3.30.7", "v3.32.1");

  /**
   * What a manifest comes to.
   *
   * @param outcome "adopted" or the first reason
   * @param words that the sentence must have
   */
  record Expected(String file, String outcome, String words) {}

  private static final List<Expected> EXPECTED =
      List.of(
          new Expected("calico.yaml", "adopted", "IPIP → VXLAN: "),
          new Expected("calico-vxlan.yaml", "adopted", "VXLANCrossSubnet → VXLAN: "),
          new Expected("calico-typha.yaml", "adopted", "IPIP → VXLAN: "),
          new Expected("calico-bpf.yaml", "adopted", "None → VXLAN: "),
          new Expected("calico-policy-only.yaml", "BackendNone", "as calico-policy-only.yaml has"),
          new Expected("canal.yaml", "Canal", "this is Canal: DaemonSet 'canal'"));

  static Stream<Arguments> manifests() {
    return RELEASES.stream().flatMap(r -> EXPECTED.stream().map(e -> Arguments.of(r, e)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("manifests")
  void isAdoptedOrRefusedForTheRightReason(String release, Expected expected) throws IOException {
    var cluster = ManifestSnapshot.of(release, objects(release, expected.file()));
    var decision = Decider.decide(Wishes.overlay(Encapsulation.VXLAN), cluster, false);
    var sentence =
        switch (decision) {
          case Decision.Proceed d -> d.plan().summary();
          case Decision.Refused d -> reasons(d.refusals());
          default -> decision.toString();
        };
    System.out.println(
        release
            + "/"
            + expected.file()
            + " | "
            + (decision instanceof Decision.Proceed ? "adopted" : "refused")
            + " | "
            + sentence);
    assertThat(
            decision instanceof Decision.Refused d
                ? d.refusals().getFirst().check().id()
                : "adopted")
        .isEqualTo(expected.outcome());
    assertThat(sentence).contains(expected.words());
    if (decision instanceof Decision.Proceed d) {
      assertThat(d.plan().steps()).isNotEmpty();
      assertThat(warnings(d)).isEmpty();
    }
  }

  /** Nothing is written: adopting what is there costs nothing. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("manifests")
  void whatIsAdoptedAsItStandsIsLeftAsItIs(String release, Expected expected) throws IOException {
    assumeTrue(expected.outcome().equals("adopted"));
    var cluster = ManifestSnapshot.of(release, objects(release, expected.file()));
    var present = cluster.managedPool().flatMap(IpPool::encapsulation).orElseThrow();
    var decision = Decider.decide(Wishes.overlay(present), cluster, false);
    assertThat(decision).isInstanceOf(Decision.Settled.class);
  }

  /** Calico's documentation advises against it and excludes it not. */
  @ParameterizedTest
  @MethodSource("releases")
  void ipipOverEbpfIsDoneWithAWarning(String release) throws IOException {
    var cluster = ManifestSnapshot.of(release, objects(release, "calico-bpf.yaml"));
    var decision = Decider.decide(Wishes.overlay(Encapsulation.IPIP), cluster, false);
    assertThat(decision).isInstanceOf(Decision.Proceed.class);
    assertThat(warnings(decision))
        .singleElement()
        .satisfies(n -> assertThat(n.message()).contains("slow over IP-in-IP", "FELIX_BPFENABLED"));
    assertThat(warnings(Decider.decide(Wishes.mtu(Encapsulation.NONE, 1500), cluster, false)))
        .extracting(Notice::id)
        .containsExactly("EBPFNodePortMTU");
  }

  /** Of the shape; that pods keep their MTU is true of every manifest. */
  private static List<Notice> warnings(Decision decision) {
    return ((Decision.Proceed) decision)
        .notices().stream().filter(n -> !n.isAdvice() && !n.id().equals("StaleMTU")).toList();
  }

  static Stream<String> releases() {
    return RELEASES.stream();
  }

  private static String reasons(List<Refusal> refusals) {
    return refusals.stream()
        .map(r -> r.check().id() + ": " + r.message() + "; " + r.remedy())
        .collect(Collectors.joining(" || "));
  }

  private static List<HasMetadata> objects(String release, String file) throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest(release, file);
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + release + "/" + file + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        var text = Files.newInputStream(manifest)) {
      return client.load(text).items().stream().filter(Objects::nonNull).toList();
    }
  }
}
