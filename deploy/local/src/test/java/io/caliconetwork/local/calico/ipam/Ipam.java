package io.caliconetwork.local.calico.ipam;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A datastore under test, with what has been asked of it so far. */
final class Ipam {
  static final IpPool VXLAN = IpPool.of("main", "10.244.0.0/16", NEVER, ALWAYS);
  static final IpPool IPIP = VXLAN.withModes(ALWAYS, NEVER);
  static final IpPool NONE = VXLAN.withModes(NEVER, NEVER);

  private final CalicoRelease release;
  private final Map<String, Map<String, String>> annotations = new HashMap<>();
  private IpamState state;
  private int containers;

  Ipam(String release, IpPool... pools) {
    this.release = CalicoRelease.parse(release);
    this.state = IpamState.EMPTY.withPools(List.of(pools));
  }

  IpamState state() {
    return state;
  }

  Ipam change(UnaryOperator<IpamState> change) {
    state = change.apply(state);
    return this;
  }

  Ipam pools(IpPool... pools) {
    return change(before -> before.withPools(List.of(pools)));
  }

  AddressRequest.Host host(String node) {
    return new AddressRequest.Host(node, Map.of("name", node), release);
  }

  AddressResult ask(String node, String... pinned) {
    AddressRequest.Pod pod =
        new AddressRequest.Pod("default", "pod" + containers, "c" + containers++);
    return Allocator.assign(
        state, AddressRequest.forPod(host(node), pod, "2026-01-01", List.of(pinned)));
  }

  /** The new pod's address, or the refusal in words. */
  String pod(String node, String... pinned) {
    return switch (ask(node, pinned)) {
      case AddressResult.Assigned(String address, IpamUpdate update) -> {
        state = update.after();
        yield address;
      }
      case AddressResult.Refused(String message) -> message;
    };
  }

  TunnelAddresses.Result askTunnels(String node) {
    return TunnelAddresses.reconcile(state, host(node), annotations(node));
  }

  Ipam tunnels(String... nodes) {
    for (String node : nodes) {
      if (!(askTunnels(node) instanceof TunnelAddresses.Result.Reconciled reconciled)) {
        throw new AssertionError(askTunnels(node).toString());
      }
      state = reconciled.update().after();
      reconciled
          .annotations()
          .forEach((name, value) ->
              value.ifPresentOrElse(
                  text -> annotations(node).put(name, text), () -> annotations(node).remove(name)));
    }
    return this;
  }

  String vxlanAddress(String node) {
    return annotations(node).getOrDefault(TunnelAddresses.VXLAN_ANNOTATION, "");
  }

  String ipipAddress(String node) {
    return annotations(node).getOrDefault(TunnelAddresses.IPIP_ANNOTATION, "");
  }

  /** The block of this node in this range; there must be one. */
  IpamBlock block(String node, String range) {
    return state.blocks().stream()
        .filter(block -> block.node().filter(node::equals).isPresent())
        .filter(block -> Cidr.of(range).contains(Cidr.of(block.cidr())))
        .findFirst()
        .orElseThrow();
  }

  /** Writes a block with its affinity directly. */
  Ipam plant(String node, String cidr) {
    IpamBlock block = IpamBlock.affine(Cidr.of(cidr), node);
    BlockAffinity affinity = BlockAffinity.pending(release, node, Cidr.of(cidr));
    return change(before -> before.apply(IpamChange.create(block)))
        .change(
            before -> before.apply(IpamChange.create(affinity.in(BlockAffinity.State.CONFIRMED))));
  }

  private Map<String, String> annotations(String node) {
    return annotations.computeIfAbsent(node, name -> new HashMap<>());
  }
}
