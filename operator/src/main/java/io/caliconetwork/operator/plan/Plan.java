package io.caliconetwork.operator.plan;

import java.util.List;

/**
 * The remaining steps.
 *
 * @param impact what they cost
 * @param summary from what, to what, at which cost
 * @param steps in their order; empty when the cluster is as wished
 */
public record Plan(ChangeImpact impact, String summary, List<Step> steps) {

  public Plan {
    steps = List.copyOf(steps);
  }
}
