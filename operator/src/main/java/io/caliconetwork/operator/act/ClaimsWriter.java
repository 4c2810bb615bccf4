package io.caliconetwork.operator.act;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.observe.CalicoResource;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.IpamClaims.Affinity;
import io.caliconetwork.operator.snapshot.IpamClaims.Block;
import io.caliconetwork.operator.snapshot.IpamClaims.Stored;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.Map;

/**
 * Gives up blocks and the claims to them as Calico's own library does ({@code
 * libcalico-go/lib/ipam/ipam_block_reader_writer.go}, releaseBlockAffinity, and the {@code
 * DeleteKVP} of {@code backend/k8s/resources}): the claim is marked as pending deletion; the block
 * is marked as deleted and deleted; then the claim likewise. Every write compares and swaps with
 * the version at which the block held no address, so whoever takes an address meanwhile wins. Cut
 * off anywhere, what is left is found again by the next look.
 */
final class ClaimsWriter {

  private static final String PENDING_DELETION = "pendingDeletion";

  private final KubernetesClient client;

  ClaimsWriter(KubernetesClient client) {
    this.client = client;
  }

  /** Releases all of them; none may hold an address. */
  void release(ApiGroup group, IpamClaims claims) {
    var claimed = new HashSet<String>();
    for (var affinity : claims.affinities()) {
      claimed.add(affinity.cidr());
      release(group, affinity, claims);
    }
    // Those that nobody claims.
    for (var block : claims.blocks()) {
      if (!claimed.contains(block.cidr())) {
        delete(group, block);
      }
    }
  }

  private void release(ApiGroup group, Affinity affinity, IpamClaims claims) {
    var at = affinity.object();
    if (!affinity.deleted() && !affinity.state().equals(PENDING_DELETION)) {
      at = mark(group, CalicoResource.BLOCK_AFFINITIES, at, Map.of("state", PENDING_DELETION));
    }
    // Another node's block is that node's to give up; a claim to it is out of date.
    claims
        .block(affinity.cidr())
        .filter(b -> b.node().isEmpty() || b.node().get().equals(affinity.node()))
        .ifPresent(b -> delete(group, b));
    if (!affinity.deleted()) {
      // A string in one of the groups, a boolean in the other (calico-semantics §3.3).
      var deleted =
          group == ApiGroup.CRD_V1
              ? Map.<String, Object>of("deleted", "true")
              : Map.<String, Object>of("deleted", true);
      at = mark(group, CalicoResource.BLOCK_AFFINITIES, at, deleted);
    }
    delete(group, CalicoResource.BLOCK_AFFINITIES, at);
  }

  private void delete(ApiGroup group, Block block) {
    var at = block.object();
    if (!block.deleted()) {
      at = mark(group, CalicoResource.IPAM_BLOCKS, at, Map.of("deleted", true));
    }
    delete(group, CalicoResource.IPAM_BLOCKS, at);
  }

  private Stored mark(
      ApiGroup group, CalicoResource resource, Stored at, Map<String, Object> spec) {
    // Handed over whole, so that the client does not read it first.
    var object = new GenericKubernetesResource();
    object.setApiVersion(group.groupVersion());
    object.setKind(resource.kind(group));
    object.setMetadata(new ObjectMetaBuilder().withName(at.name()).build());
    var marked =
        client
            .genericKubernetesResources(resource.context(group))
            .resource(object)
            .patch(
                Patches.mergePatch(),
                Patches.json(
                    Map.of(
                        "metadata",
                        Map.of("resourceVersion", at.resourceVersion()),
                        "spec",
                        spec)));
    return new Stored(at.name(), marked.getMetadata().getResourceVersion());
  }

  private void delete(ApiGroup group, CalicoResource resource, Stored at) {
    Preconditions.delete(client, resource.path(group, at.name()), at.resourceVersion());
  }
}
