package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Filterable;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits for workloads by what their controllers report: a few small lists per look. */
final class ReadyWorkloads {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration ACCOUNT_LIMIT = Duration.ofSeconds(30);

  private final KubernetesClient client;

  ReadyWorkloads(KubernetesClient client) {
    this.client = client;
  }

  void await(Duration limit) {
    if (!becomes(limit, () -> unready().isEmpty())) {
      throw new IllegalStateException("not ready after " + limit + ": " + unready());
    }
  }

  void awaitServiceAccount(String namespace) {
    boolean there =
        becomes(
            ACCOUNT_LIMIT,
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
    if (!there) {
      throw new IllegalStateException("no ServiceAccount default in " + namespace);
    }
  }

  private static boolean becomes(Duration limit, BooleanSupplier state) {
    long end = System.nanoTime() + limit.toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** What is not ready, in words; looks at the pods only when their controllers are content. */
  private List<String> unready() {
    List<String> found = new ArrayList<>();
    int wanted = 0;
    for (Deployment set : ours(client.apps().deployments().inAnyNamespace())) {
      int replicas = set.getSpec().getReplicas();
      wanted += replicas;
      compare(set, replicas, set.getStatus().getReadyReplicas(), found);
    }
    for (StatefulSet set : ours(client.apps().statefulSets().inAnyNamespace())) {
      int replicas = set.getSpec().getReplicas();
      wanted += replicas;
      compare(set, replicas, set.getStatus().getReadyReplicas(), found);
    }
    for (DaemonSet set : ours(client.apps().daemonSets().inAnyNamespace())) {
      // Before its controller has looked, it wants none.
      int replicas = Math.max(1, count(set.getStatus().getDesiredNumberScheduled()));
      wanted += replicas;
      compare(set, replicas, set.getStatus().getNumberReady(), found);
    }
    for (Job job : ours(client.batch().v1().jobs().inAnyNamespace())) {
      wanted++;
      int there = count(job.getStatus().getReady()) + count(job.getStatus().getSucceeded());
      compare(job, 1, there, found);
    }
    if (found.isEmpty()) {
      pods(wanted, found);
    }
    return found;
  }

  /** Their status is behind the pods': what was there a moment ago may be gone. */
  private void pods(int wanted, List<String> found) {
    int owned = 0;
    for (Pod pod : ours(client.pods().inAnyNamespace())) {
      String phase = pod.getStatus().getPhase();
      boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
      if (!terminating
          && !"Failed".equals(phase)
          && !pod.getMetadata().getOwnerReferences().isEmpty()) {
        owned++;
      }
      if (terminating || !("Succeeded".equals(phase) || Readiness.isPodReady(pod))) {
        found.add(name(pod) + " is " + (terminating ? "terminating" : phase + ", not ready"));
      }
    }
    if (owned != wanted) {
      found.add(owned + " pods of " + wanted);
    }
  }

  private static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> ours(
      Filterable<? extends Listable<L>> kind) {
    return kind.withLabel(Workloads.PART_OF, Workloads.PART_OF_VALUE).list().getItems();
  }

  private static void compare(HasMetadata object, int wanted, Integer ready, List<String> found) {
    if (count(ready) != wanted) {
      found.add(
          "%s %s has %d of %d ready"
              .formatted(object.getKind(), name(object), count(ready), wanted));
    }
  }

  private static int count(Integer absentIfNone) {
    return absentIfNone == null ? 0 : absentIfNone;
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
