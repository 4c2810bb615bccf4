package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * An object that somebody else changed back.
 *
 * @param object kind and name
 * @param fields that were changed back, the last time
 * @param manager who owns them by {@code managedFields}, the last time
 * @param times RFC 3339, when the operator noticed, oldest first; only as many as it needs to tell
 *     a slip from a fight
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Repair(
    @Required @JsonPropertyDescription("Kind, namespace and name.") String object,
    @Required @JsonPropertyDescription("Fields that were changed back, the last time.")
        List<String> fields,
    @Required @JsonPropertyDescription("Who changed them, by metadata.managedFields.")
        String manager,
    @Required @JsonPropertyDescription("When the operator noticed, RFC 3339, oldest first.")
        List<String> times) {}
