package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.Cidr;
import java.util.List;

/** The labelling of affinities that were written without labels (§5.1). */
public final class AffinityLabels {
  private AffinityLabels() {}

  /** What the start of calico-node 3.31 or later writes for its own node; nothing before. */
  public static IpamUpdate repair(IpamState state, AddressRequest.Host host) {
    Draft draft = new Draft(state);
    if (host.release().labelsAffinities()) {
      for (BlockAffinity affinity : List.copyOf(state.affinities())) {
        boolean unlabelled = !affinity.labels().containsKey(BlockAffinity.HOST_LABEL);
        if (affinity.node().equals(host.name()) && unlabelled) {
          Cidr cidr = Cidr.of(affinity.cidr());
          draft.update(
              affinity.withLabels(
                  BlockAffinity.pending(host.release(), host.name(), cidr).labels()));
        }
      }
    }
    return draft.update();
  }
}
