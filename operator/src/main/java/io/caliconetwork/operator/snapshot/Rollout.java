package io.caliconetwork.operator.snapshot;

/**
 * How far a DaemonSet's newest template has come.
 *
 * @param generation of the DaemonSet's spec
 * @param observedGeneration that the counts below belong to
 * @param desired nodes that shall run it
 * @param updated nodes that run the newest template
 * @param available nodes whose pod is ready
 */
public record Rollout(
    long generation, long observedGeneration, int desired, int updated, int available) {

  /** Every node runs the newest template, and is ready. */
  public boolean complete() {
    return completeBut(0);
  }

  /** The same of every node but so many. */
  public boolean completeBut(int nodes) {
    return observedGeneration >= generation
        && updated >= desired - nodes
        && available >= desired - nodes;
  }
}
