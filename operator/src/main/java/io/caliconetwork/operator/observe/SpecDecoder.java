package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.caliconetwork.api.v1alpha1.CalicoNetworkSpec;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.SpecRules;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads spec and status of a CalicoNetwork as strictly as the schema would. */
public final class SpecDecoder {

  private static final ObjectMapper STRICT = strict();

  private SpecDecoder() {}

  /**
   * A spec, or what is wrong with it.
   *
   * @param spec valid; empty when there are problems
   * @param problems sentences that say what to write instead
   */
  public record Reading(Optional<CalicoNetworkSpec> spec, List<String> problems) {}

  /** Reads and validates the spec. */
  public static Reading spec(DeclaredNetwork network) {
    CalicoNetworkSpec spec;
    try {
      spec =
          network.getSpec() == null
              ? null
              : STRICT.treeToValue(network.getSpec(), CalicoNetworkSpec.class);
    } catch (JsonProcessingException e) {
      return new Reading(Optional.empty(), List.of(sentence(e)));
    }
    var problems = SpecRules.problems(network.getMetadata().getName(), spec);
    return new Reading(problems.isEmpty() ? Optional.ofNullable(spec) : Optional.empty(), problems);
  }

  /** The status as last written; empty when there is none or somebody made it unreadable. */
  public static Optional<CalicoNetworkStatus> status(DeclaredNetwork network) {
    return network.getStatus() == null ? Optional.empty() : status(network.getStatus());
  }

  private static Optional<CalicoNetworkStatus> status(JsonNode status) {
    try {
      return Optional.ofNullable(STRICT.treeToValue(status, CalicoNetworkStatus.class))
          .filter(SpecDecoder::complete);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** What the next status is computed from must be there; the schema does not ask for all of it. */
  private static boolean complete(CalicoNetworkStatus status) {
    return (status.conditions() == null
            || status.conditions().stream().allMatch(SpecDecoder::complete))
        && (status.plan() == null
            || status.plan().steps() == null
            || status.plan().steps().stream().allMatch(SpecDecoder::complete))
        && (status.migration() == null || complete(status.migration()))
        && (status.repairs() == null || status.repairs().stream().allMatch(SpecDecoder::complete));
  }

  private static boolean complete(MigrationState migration) {
    return migration.pool() != null
        && migration.blockSize() != null
        && Ipv4Range.parse(migration.cidr()).isPresent()
        && (migration.since() == null || isTime(migration.since()));
  }

  private static boolean complete(Repair repair) {
    return repair != null
        && Stream.of(repair.object(), repair.fields(), repair.manager(), repair.times())
            .noneMatch(Objects::isNull)
        && !repair.times().isEmpty()
        && repair.times().stream().allMatch(SpecDecoder::isTime);
  }

  private static boolean complete(Condition condition) {
    return condition != null
        && Stream.of(condition.type(), condition.status(), condition.reason(), condition.message())
            .noneMatch(Objects::isNull)
        && isTime(condition.lastTransitionTime());
  }

  private static boolean complete(PlanStep step) {
    return step != null
        && step.name() != null
        && step.state() != null
        && (step.since() == null || isTime(step.since()));
  }

  private static boolean isTime(String text) {
    try {
      return text != null && Instant.parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String sentence(JsonProcessingException e) {
    if (!(e instanceof MismatchedInputException mismatch)) {
      return "spec: holds a number that is out of range ("
          + e.getOriginalMessage().replaceAll("^[^(]*\\(|\\).*$", "")
          + "); write one that 'kubectl explain cnet.spec' allows";
    }
    var path =
        mismatch.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return "spec" + path + ": " + expected(mismatch.getTargetType());
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "cannot be read; write it as 'kubectl explain cnet.spec' shows";
    }
    if (type.isEnum()) {
      return "is not a known value; write "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> STRICT.convertValue(constant, String.class))
              .collect(Collectors.joining(" or "));
    }
    if (type == Integer.class) {
      return "is not a whole number; write one, without quotes";
    }
    if (type == Boolean.class) {
      return "is neither true nor false; write one of them, without quotes";
    }
    if (type == String.class) {
      return "is not text; write it in quotes";
    }
    return List.class.isAssignableFrom(type)
        ? "is not a list; write its values in [brackets]"
        : "is not an object; write its fields, as 'kubectl explain cnet.spec' shows them";
  }

  private static ObjectMapper strict() {
    var mapper =
        JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    return mapper;
  }
}
