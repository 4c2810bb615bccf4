package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.caliconetwork.api.v1alpha1.CalicoNetworkSpec;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.check.SpecRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
      return Optional.ofNullable(STRICT.treeToValue(status, CalicoNetworkStatus.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String sentence(JsonProcessingException e) {
    var path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(r ->
                    r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                .collect(Collectors.joining())
            : "";
    var what = e.getOriginalMessage();
    var brief =
        what.startsWith("Cannot deserialize value of type")
                && what.contains("not one of the values accepted for Enum class")
            ? "is not a known value; write one of "
                + what.substring(what.indexOf('[') + 1, what.lastIndexOf(']'))
            : "cannot be read ("
                + what.lines().findFirst().orElse("")
                + "); write it as the"
                + " documentation of the field shows";
    return "spec" + path + ": " + brief;
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
