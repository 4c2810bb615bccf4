package io.caliconetwork.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.operator.act.Executor;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.report.NetworkMetrics;
import io.caliconetwork.operator.report.Reporter;
import io.caliconetwork.operator.report.StatusInvariants;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler in its framework, against a mock of the API server that can be made to fail. */
class ReconcilerMockTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String POOL_WRITE = "PATCH ippools/default-ipv4-ippool";
  private static final String STATUS_WRITE = "PATCH caliconetworks/default/status";

  private final MockApiServer server = new MockApiServer();
  private final KubernetesClient client = server.client();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Observer observer;
  private Operator operator;
  private int prepared;

  @BeforeEach
  void start() {
    var trigger = new SimpleInboundEventSource<DeclaredNetwork>("calico");
    var started = new CountDownLatch(1);
    observer =
        new Observer(
            client,
            () -> {
              if (started.getCount() == 0) {
                trigger.propagateEvent(new ResourceID(CalicoNetwork.ONLY_NAME));
              }
            });
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(
        new CalicoNetworkReconciler(
            observer,
            new Executor(client, observer),
            new Reporter(
                client,
                CalicoNetworkReconciler.FIELD_MANAGER,
                InstantSource.system(),
                new NetworkMetrics(registry)),
            trigger));
    operator.start();
    started.countDown();
  }

  @AfterEach
  void stop() {
    operator.stop();
    observer.close();
    client.close();
    server.close();
  }

  @Test
  void waitsForCalicoAndGoesOnWhenItComes() {
    declare("VXLAN", "Enforce");
    awaitReason("WaitingForCalico");
    assertThat(calicoWrites()).isEmpty();
    MockCalico.install(client);
    awaitReason("Progressing");
    awaitWrite(POOL_WRITE);
  }

  @Test
  void inModePlanItWritesNothing() {
    MockCalico.install(client);
    declare("VXLAN", "Plan");
    assertThat(awaitReason("PlanOnly").message()).contains("IPIP → VXLAN");
    touchEveryNode();
    assertThat(calicoWrites()).isEmpty();
    assertThat(status().plan().steps()).allMatch(s -> s.state().equals("Pending"));
  }

  @Test
  void aRefusalIsStalledAndWritesNothing() {
    MockCalico.install(client);
    client
        .apps()
        .daemonSets()
        .inNamespace("kube-system")
        .withName("calico-node")
        .edit(d -> {
          d.getSpec().getTemplate().getSpec().getContainers().getFirst().setName("other");
          return d;
        });
    declare("VXLAN", "Plan");
    awaitReason("CalicoNodeContainerMissing");
    assertThat(
            registry
                .get("caliconetwork.blocked")
                .tag("check", "CalicoNodeContainerMissing")
                .gauge()
                .value())
        .isEqualTo(1);
    assertThat(calicoWrites()).isEmpty();
  }

  @Test
  void whatStaysAsItIsIsWrittenOnce() {
    MockCalico.install(client);
    declare("VXLAN", "Plan");
    awaitReason("PlanOnly");
    await().atMost(LIMIT).until(() -> !events().isEmpty());
    var before = server.count(STATUS_WRITE);
    for (int i = 0; i < 5; i++) {
      touchEveryNode();
    }
    assertThat(server.count(STATUS_WRITE)).isEqualTo(before);
    assertThat(events())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.getReason()).isEqualTo("Planned");
          assertThat(e.getCount()).isEqualTo(1);
          assertThat(e.getInvolvedObject().getName()).isEqualTo("default");
        });
  }

  @Test
  void errorsOfTheApiServerAreTriedAgain() {
    MockCalico.install(client);
    server.fail(POOL_WRITE, 500, 3);
    declare("VXLAN", "Enforce");
    await().atMost(LIMIT).until(() -> server.count(POOL_WRITE) >= 4);
    await().atMost(LIMIT).until(() -> MockCalico.vxlanMode(client).equals("Always"));
    assertThat(condition("Stalled").status()).isEqualTo("False");
  }

  @Test
  void nothingIsWrittenToCalicoBeforeTheIntentIsInStatus() {
    MockCalico.install(client);
    server.fail(STATUS_WRITE, 500, 3);
    declare("VXLAN", "Enforce");
    awaitWrite(POOL_WRITE);
    assertThat(server.writes().stream().takeWhile(w -> !w.equals(POOL_WRITE)))
        .filteredOn(STATUS_WRITE::equals)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aForbiddenWriteIsToldOnceAndTriedAgain() {
    MockCalico.install(client);
    server.fail(POOL_WRITE, 403);
    declare("VXLAN", "Enforce");
    assertThat(awaitReason("PermissionDenied").message())
        .isEqualTo(
            "SetPoolEncapsulation was refused: "
                + POOL_WRITE
                + " is answered with 403; grant it to the operator's ServiceAccount");
    assertThat(status().plan().steps().getFirst().state()).isEqualTo("Failed");
    var statuses = server.count(STATUS_WRITE);
    var tries = server.count(POOL_WRITE);
    await().atMost(LIMIT).until(() -> server.count(POOL_WRITE) >= tries + 2);
    assertThat(server.count(STATUS_WRITE)).isEqualTo(statuses);
    assertThat(events())
        .filteredOn(e -> e.getReason().equals("PermissionDenied"))
        .singleElement()
        .satisfies(e -> assertThat(e.getCount()).isEqualTo(1));
    server.heal();
    awaitReason("Progressing");
    assertThat(MockCalico.vxlanMode(client)).isEqualTo("Always");
  }

  @Test
  void aWriteThatIsRefusedAsInvalidIsTold() {
    MockCalico.install(client);
    server.fail(POOL_WRITE, 422);
    declare("VXLAN", "Enforce");
    assertThat(awaitReason("WriteRefused").message()).contains("the write is tried again");
  }

  @Test
  void aConflictIsAnotherLook() {
    MockCalico.install(client);
    server.fail(POOL_WRITE, 409, 2);
    declare("VXLAN", "Enforce");
    await().atMost(LIMIT).until(() -> MockCalico.vxlanMode(client).equals("Always"));
    assertThat(events())
        .extracting(Event::getReason)
        .doesNotContain("PermissionDenied", "WriteRefused");
  }

  /** What an Event says was done has been done. */
  @Test
  void aWriteIsAnnouncedOnlyWhenItWasMade() {
    MockCalico.install(client);
    server.fail(POOL_WRITE, 409);
    declare("VXLAN", "Enforce");
    await().atMost(LIMIT).until(() -> server.count(POOL_WRITE) >= 3);
    assertThat(events()).extracting(Event::getReason).containsExactly("Planned");
    server.heal();
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(events()).extracting(Event::getReason).contains("SetPoolEncapsulation"));
    assertThat(MockCalico.vxlanMode(client)).isEqualTo("Always");
  }

  /** A list that keeps failing is no reason to say nothing. */
  @Test
  void whatCannotBeReadForAWhileIsSaid() {
    MockCalico.install(client);
    server.fail("GET configmaps", 503);
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var spec = JsonNodeFactory.instance.objectNode().put("overlay", "VXLAN").put("mode", "Plan");
    // Another name is another watch, whose first list fails.
    spec.putObject("calico").put("configMap", "calico-config-2");
    network.setSpec(spec);
    client.resource(network).create();
    var ready = awaitReason("ClusterNotReadable");
    System.out.println("=== " + ready.message());
    assertThat(ready.message()).contains("ConfigMap kube-system/calico-config-2 (HTTP 503)");
    assertThat(condition("Reconciling").status()).isEqualTo("True");
    assertThat(calicoWrites()).isEmpty();
    server.heal();
    awaitReason("CalicoConfigMapMissing");
  }

  @Test
  void anEditIsAnsweredWithItsGeneration() {
    MockCalico.install(client);
    declare("VXLAN", "Plan");
    awaitReason("PlanOnly");
    client
        .resources(DeclaredNetwork.class)
        .withName("default")
        .edit(n -> {
          n.setSpec(JsonNodeFactory.instance.objectNode().put("overlay", "Geneve"));
          return n;
        });
    assertThat(awaitReason("InvalidSpec").observedGeneration()).isEqualTo(2);
  }

  @Test
  void eventsThatCannotBeWrittenChangeNothing() {
    MockCalico.install(client);
    server.fail("POST events", 403);
    declare("VXLAN", "Enforce");
    awaitWrite(POOL_WRITE);
    awaitReason("Progressing");
  }

  /** A network of another name is refused, and no gauge speaks of it. */
  @Test
  void anotherNameIsRefusedAndNotCounted() {
    MockCalico.install(client);
    declare("VXLAN", "Plan");
    awaitReason("PlanOnly");
    var steps = registry.get("caliconetwork.plan.steps.remaining").gauge().value();
    assertThat(steps).isPositive();
    create("other", "IPIP", "Enforce");
    await().atMost(LIMIT).until(() -> server.count("PATCH caliconetworks/other/status") > 0);
    assertThat(registry.get("caliconetwork.plan.steps.remaining").gauge().value()).isEqualTo(steps);
    assertThat(calicoWrites()).isEmpty();
  }

  private void declare(String overlay, String mode) {
    prepared = server.writes().size();
    create("default", overlay, mode);
  }

  private void create(String name, String overlay, String mode) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName(name).build());
    network.setSpec(
        JsonNodeFactory.instance.objectNode().put("overlay", overlay).put("mode", mode));
    client.resource(network).create();
  }

  /** News that change nothing, and after them one look that has seen them. */
  private void touchEveryNode() {
    var name = "node-" + System.nanoTime();
    client.resource(MockCalico.node(name)).create();
    client.nodes().withName(name).delete();
    await()
        .during(Duration.ofMillis(200))
        .atMost(LIMIT)
        .until(() -> client.nodes().withName(name).get() == null);
  }

  private Condition awaitReason(String reason) {
    await()
        .atMost(LIMIT)
        .until(() ->
            SpecDecoder.status(network())
                .map(CalicoNetworkStatus::conditions)
                .filter(all -> all.getFirst().reason().equals(reason))
                .isPresent());
    status();
    return condition("Ready");
  }

  private CalicoNetworkStatus status() {
    return StatusInvariants.assertHold(network().getStatus());
  }

  private Condition condition(String type) {
    return status().conditions().stream().filter(c -> c.type().equals(type)).findFirst().get();
  }

  private DeclaredNetwork network() {
    return client.resources(DeclaredNetwork.class).withName("default").require();
  }

  private void awaitWrite(String write) {
    await().atMost(LIMIT).until(() -> server.count(write) > 0);
  }

  private List<Event> events() {
    return client.v1().events().inNamespace("default").list().getItems();
  }

  /** Writes by the operator: from then on the test itself creates and deletes only. */
  private List<String> calicoWrites() {
    return server.writes().stream()
        .skip(prepared)
        .filter(w -> w.startsWith("PATCH"))
        .filter(w -> !w.contains("caliconetworks") && !w.contains("events"))
        .toList();
  }

  @Test
  void aMergePatchOfTheMockReachesThePool() {
    MockCalico.install(client);
    client
        .genericKubernetesResources(
            io.caliconetwork.operator.observe.CalicoResource.IP_POOLS.context(
                io.caliconetwork.operator.calico.ApiGroup.CRD_V1))
        .withName("default-ipv4-ippool")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"vxlanMode\": \"Always\"}}");
    assertThat(MockCalico.vxlanMode(client)).isEqualTo("Always");
  }
}
