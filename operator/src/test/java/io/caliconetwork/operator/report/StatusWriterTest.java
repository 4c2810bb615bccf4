package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.MockApiServer;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.snapshot.Rollout;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
  private static final String WRITE = "PATCH caliconetworks/default/status";

  private final MockApiServer server = new MockApiServer();
  private final KubernetesClient client = server.client();
  private final StatusWriter writer = new StatusWriter(client, "calico-network-operator");
  private DeclaredNetwork network;

  @BeforeEach
  void declare() {
    network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    network = client.resource(network).create();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** At a gate: that many of three nodes have the new revision. */
  private static CalicoNetworkStatus at(int updated) {
    var cluster =
        Cluster.installed().podSubnet("192.168.0.0/16").rollout(new Rollout(2, 2, 3, updated, 3));
    var decision = Decider.decide(Wishes.overlay(Encapsulation.IPIP), cluster.snapshot(), false);
    var status = StatusReport.of(decision, Optional.empty(), 1, T0);
    StatusInvariants.assertHold(status);
    return status;
  }

  private DeclaredNetwork stored() {
    return client.resources(DeclaredNetwork.class).withName("default").require();
  }

  @Test
  void aStatusIsStoredAsItIs() {
    assertThat(writer.write(network, at(1), T0)).isTrue();
    assertThat(StatusInvariants.assertHold(stored().getStatus())).isEqualTo(at(1));
  }

  @Test
  void theSameStatusIsNotWrittenAgain() {
    writer.write(network, at(1), T0);
    assertThat(writer.write(network, at(1), T0.plusSeconds(60))).isTrue();
    assertThat(writer.write(stored(), at(1), T0.plusSeconds(60))).isTrue();
    assertThat(server.count(WRITE)).isEqualTo(1);
  }

  @Test
  void anotherProcessDoesNotWriteItAgainEither() {
    writer.write(network, at(1), T0);
    assertThat(new StatusWriter(client, "x").write(stored(), at(1), T0)).isTrue();
    assertThat(server.count(WRITE)).isEqualTo(1);
  }

  @Test
  void mereProgressIsPutOffForAWhile() {
    writer.write(network, at(1), T0);
    assertThat(
            writer.write(stored(), at(2), T0.plus(StatusWriter.PROGRESS_INTERVAL).minusMillis(100)))
        .isFalse();
    assertThat(server.count(WRITE)).isEqualTo(1);
    assertThat(
            writer.write(stored(), at(2), T0.plus(StatusWriter.PROGRESS_INTERVAL).plusMillis(100)))
        .isTrue();
    assertThat(server.count(WRITE)).isEqualTo(2);
  }

  @Test
  void newsAreWrittenAtOnce() {
    writer.write(network, at(1), T0);
    assertThat(writer.write(stored(), at(3), T0.plusMillis(1))).isTrue();
    assertThat(server.count(WRITE)).isEqualTo(2);
  }

  /** The watch is behind our own write: what we wrote counts. */
  @Test
  void whatWasWrittenIsKnownBeforeTheWatchBringsIt() {
    writer.write(network, at(1), T0);
    assertThat(writer.known(network)).contains(at(1));
  }

  @Test
  void whatSomebodyElseWroteLaterIsKnown() {
    writer.write(network, at(1), T0);
    new StatusWriter(client, "another").write(stored(), at(3), T0);
    assertThat(writer.known(stored())).contains(at(3));
  }

  @Test
  void aNetworkThatWasMadeAnewKnowsNothing() {
    writer.write(network, at(1), T0);
    client.resource(stored()).delete();
    declare();
    assertThat(writer.known(network)).isEmpty();
  }
}
