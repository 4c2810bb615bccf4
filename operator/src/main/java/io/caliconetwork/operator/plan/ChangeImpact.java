package io.caliconetwork.operator.plan;

/** What a change costs. */
public enum ChangeImpact {
  /** Nothing to do. */
  NONE("None"),
  /** Calico reacts without a restart of its pods. */
  LIVE("Live"),
  /** calico-node restarts node by node. */
  ROLLING("Rolling"),
  /** Pods get new addresses. */
  MIGRATION("Migration");

  private final String label;

  ChangeImpact(String label) {
    this.label = label;
  }

  /** As it stands in status. */
  public String label() {
    return label;
  }
}
