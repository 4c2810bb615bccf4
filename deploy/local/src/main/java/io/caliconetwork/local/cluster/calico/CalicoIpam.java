package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.calico.ipam.AddressResult;
import io.caliconetwork.local.calico.ipam.Allocator;
import io.caliconetwork.local.calico.ipam.IpamUpdate;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Address management as each node does it: decide from what is stored, write with compare and swap,
 * decide again after a lost race. One decision at a time per node, as with the CNI plugin's lock.
 */
public final class CalicoIpam {
  private static final Logger log = LoggerFactory.getLogger(CalicoIpam.class);

  /** Calico's library gives up after 100 lost races (ipam.go, datastoreRetries). */
  private static final int ATTEMPTS = 100;

  private final CalicoDatastore datastore;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Handles of the addresses that pods use; what is not here may be cleaned up. */
  private final Map<String, String> handlesInUse = new ConcurrentHashMap<>();

  public CalicoIpam(CalicoDatastore datastore) {
    this.datastore = datastore;
  }

  /** No address can be given; the message is the library's. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T run() throws Refused, CalicoDatastore.Conflict;
  }

  /** An address for a pod, written down before it is returned. */
  String assign(AddressRequest request) throws Refused {
    handlesInUse.put(request.owner().handleId(), request.host().name());
    return exclusively(
        request.host().name(),
        () ->
            switch (Allocator.assign(datastore.ipam(), request)) {
              case AddressResult.Assigned assigned -> {
                datastore.commit(assigned.update().changes());
                yield assigned.address();
              }
              case AddressResult.Refused refused -> throw new Refused(refused.message());
            });
  }

  void release(String node, String handle) throws Refused {
    exclusively(
        node,
        () -> {
          IpamUpdate update = Allocator.release(datastore.ipam(), handle);
          datastore.commit(update.changes());
          return update;
        });
    handlesInUse.remove(handle);
  }

  /**
   * The node's tunnel addresses, brought in line with the pools.
   *
   * @return what to change on the Node's annotations; an empty value removes one
   */
  Map<String, Optional<String>> reconcileTunnels(
      AddressRequest.Host host, Map<String, String> annotations) throws Refused {
    return exclusively(
        host.name(),
        () ->
            switch (TunnelAddresses.reconcile(datastore.ipam(), host, annotations)) {
              case TunnelAddresses.Result.Reconciled done -> {
                datastore.commit(done.update().changes());
                yield done.annotations();
              }
              case TunnelAddresses.Result.Failed failed -> throw new Refused(failed.logMessage());
            });
  }

  Map<String, String> handlesInUse() {
    return Map.copyOf(handlesInUse);
  }

  private <T> T exclusively(String node, Attempt<T> attempt) throws Refused {
    ReentrantLock lock = locks.computeIfAbsent(node, name -> new ReentrantLock());
    lock.lock();
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        try {
          return attempt.run();
        } catch (CalicoDatastore.Conflict e) {
          log.debug("{}: {}", node, e.getMessage());
        }
      }
      throw new Refused("Max retries hit - excessive concurrent IPAM requests");
    } finally {
      lock.unlock();
    }
  }
}
