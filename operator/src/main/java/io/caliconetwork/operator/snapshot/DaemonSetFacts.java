package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The calico-node DaemonSet.
 *
 * @param object which one, for optimistic concurrency
 * @param rollout how far its newest template has come
 * @param templateAnnotations of its pod template
 * @param container empty when the template has no container of that name
 * @param owned what server-side apply has recorded as ours
 * @param onDelete whether pods are replaced only when somebody deletes them
 * @param cni what writes the CNI configuration
 */
public record DaemonSetFacts(
    ObjectId object,
    Rollout rollout,
    Map<String, String> templateAnnotations,
    Optional<CalicoNodeContainer> container,
    Owned owned,
    boolean onDelete,
    CniInstaller cni) {

  public DaemonSetFacts {
    templateAnnotations = Map.copyOf(templateAnnotations);
  }

  /**
   * An object at a version.
   *
   * @param namespace it is in
   * @param name of it
   * @param uid that changes when it is deleted and made anew
   * @param resourceVersion of this look at it
   */
  public record ObjectId(String namespace, String name, String uid, String resourceVersion) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /**
   * Fields that an earlier apply of ours set; the next one must carry them or they go.
   *
   * @param env names of variables
   * @param annotations keys of template annotations
   * @param probes names of probes whose command we set, {@code livenessProbe}, {@code
   *     readinessProbe}
   */
  public record Owned(Set<String> env, Set<String> annotations, List<String> probes) {

    /** Nothing is ours. */
    public static final Owned NOTHING = new Owned(Set.of(), Set.of(), List.of());

    public Owned {
      env = Set.copyOf(env);
      annotations = Set.copyOf(annotations);
      probes = List.copyOf(probes);
    }
  }
}
