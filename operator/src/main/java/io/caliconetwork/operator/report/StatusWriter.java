package io.caliconetwork.operator.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes status by server-side apply, only when it changed, and mere progress of a gate at most
 * once in a while: with thousands of nodes each of them would be a write otherwise.
 */
public final class StatusWriter {

  /** Shortest time between two writes that differ in nothing but progress. */
  public static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final String fieldManager;
  private Written last = new Written("", "", Optional.empty(), Instant.EPOCH);

  private record Written(
      String uid, String version, Optional<CalicoNetworkStatus> status, Instant at) {}

  /** A writer under the given field manager. */
  public StatusWriter(KubernetesClient client, String fieldManager) {
    this.client = client;
    this.fieldManager = fieldManager;
  }

  /** The newest status known: ours, until the watch has brought something that came after it. */
  public Optional<CalicoNetworkStatus> known(DeclaredNetwork network) {
    var meta = network.getMetadata();
    return meta.getUid().equals(last.uid()) && older(meta.getResourceVersion(), last.version())
        ? last.status()
        : SpecDecoder.status(network);
  }

  /**
   * Writes the status unless it is the known one.
   *
   * @return false when the write was put off because only progress changed
   */
  public boolean write(DeclaredNetwork network, CalicoNetworkStatus status, Instant now) {
    var known = known(network);
    if (known.filter(status::equals).isPresent()) {
      return true;
    }
    if (known.filter(k -> gist(k).equals(gist(status))).isPresent()
        && network.getMetadata().getUid().equals(last.uid())
        && now.isBefore(last.at().plus(PROGRESS_INTERVAL))) {
      return false;
    }
    var applied = new DeclaredNetwork();
    applied.setMetadata(new ObjectMetaBuilder().withName(network.getMetadata().getName()).build());
    applied.setStatus(JSON.<JsonNode>valueToTree(status));
    var answer =
        client
            .resource(applied)
            .subresource("status")
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager(fieldManager)
                    .withForce(true)
                    .build());
    last =
        new Written(
            answer.getMetadata().getUid(),
            answer.getMetadata().getResourceVersion(),
            Optional.of(status),
            now);
    return true;
  }

  private static boolean older(String version, String than) {
    return version != null
        && version.matches("\\d{1,18}")
        && than.matches("\\d{1,18}")
        && Long.parseLong(version) < Long.parseLong(than);
  }

  /** What a status says, without how far a gate has come. */
  private static List<Object> gist(CalicoNetworkStatus status) {
    var steps =
        status.plan() == null || status.plan().steps() == null
            ? List.<PlanStep>of()
            : status.plan().steps();
    return java.util.Arrays.asList(
        status.observedGeneration(),
        Conditions.gist(status.conditions()),
        status.effective(),
        Objects.toString(status.blockers()),
        Objects.toString(status.warnings()),
        status.plan() == null ? "" : status.plan().summary(),
        kept(status.migration()),
        steps.stream().map(s -> s.name() + s.state()).toList());
  }

  /** What a later write depends on, and a restarted operator with it. */
  private static List<Object> kept(MigrationState migration) {
    return migration == null
        ? List.of()
        : java.util.Arrays.asList(
            migration.pool(), migration.cidr(), migration.leaving(), migration.since());
  }
}
