package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.check.Words;
import io.caliconetwork.operator.snapshot.MovingPod;
import java.util.List;

/**
 * Evicts pods through the Eviction API, so that PodDisruptionBudgets rule. Each by its uid: a pod
 * that came in its place meanwhile stays.
 *
 * @param pods to evict
 */
public record EvictPods(List<MovingPod> pods) implements Step.Write {

  public EvictPods {
    pods = List.copyOf(pods);
  }

  @Override
  public String name() {
    return "EvictPods";
  }

  @Override
  public String detail() {
    return Words.some(pods.stream().map(MovingPod::name).toList());
  }
}
