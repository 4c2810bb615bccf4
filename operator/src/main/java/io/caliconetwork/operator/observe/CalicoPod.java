package io.caliconetwork.operator.observe;

import java.util.List;

/**
 * A pod of calico-node.
 *
 * @param node it is on, or shall be on
 * @param name of the pod
 * @param ready as its Ready condition says
 * @param generation label {@code pod-template-generation}, of the revision it runs; empty if unset
 * @param said what it said last, each with who says it
 */
public record CalicoPod(
    String node, String name, boolean ready, String generation, List<String> said) {

  public CalicoPod {
    said = List.copyOf(said);
  }
}
