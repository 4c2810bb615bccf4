package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.PoolDeletion;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool controller of kube-controllers, which runs only where Calico uses CRDs of {@code
 * projectcalico.org/v3} (§3.4): it says which pools are Allocatable, puts its finalizer on those,
 * and keeps a deleted pool until no block is left in it.
 */
final class PoolController implements Runnable {
  static final String FINALIZER = "projectcalico.org/ippool-finalizer";

  private static final Logger log = LoggerFactory.getLogger(PoolController.class);

  /** Real: each look costs no request while nothing has to be done. */
  private static final long PERIOD_MILLIS = 100;

  private final CalicoDatastore datastore;
  private final KubernetesClient client;

  PoolController(CalicoDatastore datastore, KubernetesClient client) {
    this.datastore = datastore;
    this.client = client;
  }

  /** What the conditions of all pools have to be, by the pools' order of precedence. */
  record Verdict(GenericKubernetesResource pool, PoolStatus status) {}

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        if (datastore.isOpen() && datastore.group() == StoredGroup.PROJECTCALICO_V3) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // Its client takes no more requests. Uncaught, this would fail the test that comes next.
      log.debug("the cluster was closed in the middle of a look", e);
    }
  }

  private void look() {
    for (Verdict verdict : verdicts(datastore.rawPools())) {
      try {
        apply(verdict);
      } catch (CalicoDatastore.Conflict | KubernetesClientException e) {
        log.debug("{} again", verdict.pool().getMetadata().getName(), e);
      }
    }
  }

  /**
   * Of overlapping pools only one is active: one that was Allocatable before, then the older, then
   * the first by name. Disabled pools and those being deleted do not stand in anybody's way.
   */
  static List<Verdict> verdicts(List<GenericKubernetesResource> pools) {
    List<Verdict> verdicts = new ArrayList<>();
    List<Cidr> active = new ArrayList<>();
    pools.stream()
        .sorted(precedence())
        .forEach(pool -> {
          IpPool model = new IpPool(pool.getMetadata().getName(), CalicoKind.spec(pool));
          Optional<Cidr> range = model.cidr();
          if (model.disabled()) {
            verdicts.add(new Verdict(pool, PoolStatus.DISABLED));
          } else if (pool.getMetadata().getDeletionTimestamp() != null) {
            verdicts.add(new Verdict(pool, PoolStatus.TERMINATING));
          } else if (range.isPresent() && active.stream().anyMatch(range.get()::overlaps)) {
            verdicts.add(new Verdict(pool, PoolStatus.OVERLAP));
          } else if (range.isPresent()) {
            active.add(range.get());
            verdicts.add(new Verdict(pool, PoolStatus.OK));
          }
        });
    return verdicts;
  }

  private static Comparator<GenericKubernetesResource> precedence() {
    return Comparator.comparing((GenericKubernetesResource pool) ->
            PoolStatus.of(pool).filter(status -> !status.allocatable()).isPresent())
        .thenComparing(pool -> String.valueOf(pool.getMetadata().getCreationTimestamp()))
        .thenComparing(pool -> pool.getMetadata().getName());
  }

  private void apply(Verdict verdict) throws CalicoDatastore.Conflict {
    GenericKubernetesResource pool = verdict.pool();
    boolean deleted = pool.getMetadata().getDeletionTimestamp() != null;
    boolean mine = pool.getMetadata().getFinalizers().contains(FINALIZER);
    if (!PoolStatus.of(pool).equals(Optional.of(verdict.status()))) {
      GenericKubernetesResource changed = copy(pool).build();
      changed.setAdditionalProperty("status", verdict.status().asStatus());
      datastore.wrotePool(resource(changed).updateStatus());
    } else if (!deleted && verdict.status().allocatable() && !mine) {
      write(copy(pool).editMetadata().addToFinalizers(FINALIZER).endMetadata().build());
    } else if (!deleted && !verdict.status().allocatable() && mine) {
      write(copy(pool).editMetadata().removeFromFinalizers(FINALIZER).endMetadata().build());
    } else if (deleted && mine) {
      finish(pool);
    }
  }

  private void finish(GenericKubernetesResource pool) throws CalicoDatastore.Conflict {
    IpPool model = new IpPool(pool.getMetadata().getName(), CalicoKind.spec(pool));
    datastore.commit(PoolDeletion.releaseAffinities(datastore.ipam(), model));
    boolean used =
        datastore.blocks().stream()
            .map(block -> Cidr.of(block.cidr()))
            .anyMatch(block -> model.cidr().filter(range -> range.contains(block)).isPresent());
    if (!used) {
      write(copy(pool).editMetadata().removeFromFinalizers(FINALIZER).endMetadata().build());
    }
  }

  private void write(GenericKubernetesResource pool) {
    datastore.wrotePool(resource(pool).update());
  }

  private static GenericKubernetesResourceBuilder copy(GenericKubernetesResource pool) {
    return pool.edit();
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource pool) {
    return client
        .genericKubernetesResources(CalicoKind.IP_POOL.context(StoredGroup.PROJECTCALICO_V3))
        .resource(pool);
  }
}
