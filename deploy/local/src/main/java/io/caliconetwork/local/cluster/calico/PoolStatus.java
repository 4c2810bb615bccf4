package io.caliconetwork.local.cluster.calico;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Condition Allocatable of a pool in native {@code projectcalico.org/v3} (§3.4).
 *
 * @param reason OK, PoolDisabled, CIDROverlap, Terminating
 */
record PoolStatus(boolean allocatable, String reason, String message) {
  static final PoolStatus OK = new PoolStatus(true, "OK", "");
  static final PoolStatus DISABLED =
      new PoolStatus(false, "PoolDisabled", "IPPool.Spec.Disabled is true");
  static final PoolStatus TERMINATING =
      new PoolStatus(false, "Terminating", "IPPool is being deleted");
  static final PoolStatus OVERLAP =
      new PoolStatus(
          false,
          "CIDROverlap",
          "CIDR overlaps another pool; disabled to prevent IP allocation conflicts.");

  private static final String TYPE = "Allocatable";

  /** As stored; empty before the pool controller has seen the pool. */
  static Optional<PoolStatus> of(GenericKubernetesResource pool) {
    if (!(pool.getAdditionalProperties().get("status") instanceof Map<?, ?> status)
        || !(status.get("conditions") instanceof List<?> conditions)) {
      return Optional.empty();
    }
    return conditions.stream()
        .filter(Map.class::isInstance)
        .map(Map.class::cast)
        .filter(condition -> TYPE.equals(condition.get("type")))
        .findFirst()
        .map(condition ->
            new PoolStatus(
                "True".equals(condition.get("status")),
                String.valueOf(condition.get("reason")),
                String.valueOf(condition.get("message"))));
  }

  /** The value of {@code status}. */
  Map<String, Object> asStatus() {
    return Map.of(
        "conditions",
        List.of(
            Map.of(
                "type", TYPE,
                "status", allocatable ? "True" : "False",
                "reason", reason,
                "message", message,
                "lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())));
  }
}
