package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * The plan, printed as it runs.
 *
 * @param impact None, Live, Rolling or Migration
 * @param summary one sentence: from, to, cost
 * @param steps in the order in which they run
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Plan(
    @JsonPropertyDescription(
            "None: nothing to do. Live: no restart. Rolling: calico-node restarts node by node."
                + " Migration: pods get new addresses.")
        String impact,
    @JsonPropertyDescription("From what, to what, at which cost.") String summary,
    @JsonPropertyDescription("The steps in their order.") List<PlanStep> steps) {}
