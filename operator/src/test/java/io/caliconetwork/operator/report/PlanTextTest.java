package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Pods;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.report.PlanReport.Outcome;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole text, word for word; {@code -Dgolden.write=true} writes the files anew. */
class PlanTextTest {

  private static final Path GOLDEN = Path.of("src/test/resources/plan");
  private static final int COLUMNS = 100;

  /**
   * A text.
   *
   * @param file that holds it
   * @param outcome that it tells of
   */
  record Case(String file, Outcome outcome, Wish wish, Cluster cluster) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("settled", Outcome.NOTHING_TO_DO, Wishes.overlay(Encapsulation.IPIP), settled()),
        new Case(
            "live",
            Outcome.CHANGES,
            Wishes.overlay(Encapsulation.IPIP),
            settled()
                .pool(
                    Cluster.pool(
                        IpPool.DEFAULT_NAME,
                        "192.168.0.0/16",
                        new IpPool.Modes("CrossSubnet", "Never", false)))),
        new Case(
            "rolling",
            Outcome.CHANGES,
            Wishes.overlay(Encapsulation.VXLAN_CROSS_SUBNET),
            settled()),
        new Case(
            "plan-only",
            Outcome.CHANGES,
            Wishes.planOnly(Encapsulation.IPIP_CROSS_SUBNET),
            settled()),
        new Case(
            "from-config-map",
            Outcome.CHANGES,
            Wishes.mtu(Encapsulation.VXLAN, 1400),
            settled()
                .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("calico-config", "vx"))
                .configMap("vx", "Never")),
        new Case(
            "blocked",
            Outcome.BLOCKED,
            Wishes.cidr(Encapsulation.NONE, "10.244.0.0/16"),
            severalSubnets()),
        new Case(
            "accepted",
            Outcome.CHANGES,
            Wishes.accepting(Encapsulation.NONE, AcceptableRisk.NODES_IN_SEVERAL_SUBNETS),
            severalSubnets().onDelete()),
        new Case(
            "consent",
            Outcome.BLOCKED,
            Wishes.cidr(Encapsulation.IPIP, "10.244.0.0/16"),
            settled().moves(PodMoves.of(Pods.of(Pods.replicaSet("api"), 2)))),
        new Case(
            "two-hops",
            Outcome.CHANGES,
            Wishes.consenting(
                Wishes.range(Encapsulation.IPIP, null, 28, "10.9.0.0/16"), MigrationStrategy.EVICT),
            settled().moves(PodMoves.of(Pods.of(Pods.replicaSet("api"), 2)))),
        new Case("no-pool", Outcome.CHANGES, Wishes.overlay(Encapsulation.VXLAN), noPool()),
        new Case("waiting", Outcome.WAITING, Wishes.overlay(Encapsulation.VXLAN), Cluster.empty()));
  }

  /** Calico as calico.yaml installs it, and kubeadm says the range: nothing left to do for IPIP. */
  private static Cluster settled() {
    return Cluster.installed().podSubnet("192.168.0.0/16");
  }

  private static Cluster severalSubnets() {
    return settled().node("node-4", "10.0.1.4/24");
  }

  private static Cluster noPool() {
    return settled().withoutPools();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWordForWord(Case of) throws IOException {
    var report = report(of);
    assertThat(report.outcome()).isEqualTo(of.outcome());
    var text = PlanText.of("CalicoNetwork default of cnet.yaml on https://10.0.0.1:6443/", report);
    var file = GOLDEN.resolve(of.file() + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, text, StandardCharsets.UTF_8);
    }
    assertThat(text).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    assertThat(text.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(COLUMNS));
    assertThat(text.lines()).allSatisfy(l -> assertThat(l).isEqualTo(l.stripTrailing()));
  }

  @Test
  void everyOutcomeHasItsExitCode() {
    assertThat(cases().map(PlanTextTest::report).map(r -> r.outcome() + " " + r.exitCode()))
        .contains("NothingToDo 0", "Changes 2", "Waiting 2", "Blocked 3");
  }

  @Test
  void listsAreAlwaysThere() {
    var document = new ObjectMapper().valueToTree(report(cases().findFirst().orElseThrow()));
    assertThat(document.path("apiVersion").asText()).isEqualTo("caliconetwork.io/v1alpha1");
    assertThat(document.path("outcome").asText()).isEqualTo("NothingToDo");
    for (var list : List.of("changes", "steps", "blockers", "warnings", "advice")) {
      assertThat(document.path(list).isArray()).as(list).isTrue();
    }
  }

  /** What is under way is shown as status shows it, with what is already done. */
  @Test
  void theStepsBehindThePlanAreDone() {
    var before = cases().filter(c -> c.file().equals("rolling")).findFirst().orElseThrow();
    var first = status(before, Optional.empty());
    var switched =
        settled()
            .pool(
                Cluster.pool(
                    IpPool.DEFAULT_NAME,
                    "192.168.0.0/16",
                    new IpPool.Modes("Never", "CrossSubnet", false)));
    var decision = Decider.decide(before.wish(), switched.snapshot(), false);
    var report =
        PlanReport.of(decision, StatusReport.of(decision, Optional.of(first), 1, Instant.EPOCH));
    assertThat(report.steps())
        .extracting(s -> s.name() + " " + s.state())
        .containsExactly(
            "SetPoolEncapsulation Done",
            "AwaitTunnelAddresses Pending",
            "AwaitForwarding Pending",
            "StopBIRD Pending",
            "AwaitRollout Pending");
    assertThat(PlanText.of("x", report)).contains("SetPoolEncapsulation  already done");
  }

  private static PlanReport report(Case of) {
    return PlanReport.of(
        Decider.decide(of.wish(), of.cluster().snapshot(), false), status(of, Optional.empty()));
  }

  private static io.caliconetwork.api.v1alpha1.CalicoNetworkStatus status(
      Case of, Optional<io.caliconetwork.api.v1alpha1.CalicoNetworkStatus> before) {
    return StatusReport.of(
        Decider.decide(of.wish(), of.cluster().snapshot(), false), before, 1, Instant.EPOCH);
  }
}
