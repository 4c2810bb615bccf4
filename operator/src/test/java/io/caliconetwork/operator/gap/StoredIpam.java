package io.caliconetwork.operator.gap;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoObject;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.ipam.IpamChange;
import io.caliconetwork.local.calico.ipam.IpamState;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import io.caliconetwork.operator.snapshot.IpamClaims.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The simulator's address management as the operator sees it, and what it does to it. */
public final class StoredIpam {

  private StoredIpam() {}

  public static io.caliconetwork.operator.calico.IpPool pool(IpPool stored) {
    return new io.caliconetwork.operator.calico.IpPool(
        stored.name(),
        "1",
        stored.storedCidr(),
        stored.blockSize(),
        new io.caliconetwork.operator.calico.IpPool.Modes(
            stored.ipipMode().stored(), stored.vxlanMode().stored(), false),
        new PoolOptions(stored.natOutgoing(), stored.nodeSelector(), stored.disableBgpExport()),
        stored.disabled(),
        stored.allowedUses());
  }

  public static IpamClaims claims(IpamState ipam, Ipv4Range range) {
    return new IpamClaims(
        range,
        blocks(ipam, range).map(StoredIpam::block).toList(),
        affinities(ipam, range).map(StoredIpam::affinity).toList());
  }

  private static IpamClaims.Block block(IpamBlock block) {
    return new IpamClaims.Block(
        stored(block, block.sequenceNumber()),
        block.cidr(),
        block.node(),
        Given.to(
            block.allocations().used().values().stream()
                .map(StoredIpam::holder)
                .toArray(Holder[]::new)),
        false);
  }

  private static Holder holder(IpamAttribute owner) {
    return new Holder(owner.node(), owner.secondary().getOrDefault("type", owner.handleId()));
  }

  private static IpamClaims.Affinity affinity(BlockAffinity affinity) {
    return new IpamClaims.Affinity(
        stored(affinity, 0),
        affinity.cidr(),
        affinity.node(),
        String.valueOf(affinity.spec().get("state")),
        false);
  }

  private static Stored stored(CalicoObject object, long version) {
    return new Stored(object.name(), String.valueOf(version));
  }

  /** As the operator releases them: at the very version it looked at, or not at all. */
  public static IpamState released(IpamState ipam, IpamClaims claims) {
    var after = ipam;
    for (var affinity : claims.affinities()) {
      after = without(after, find(after.affinities(), affinity.object()));
    }
    for (var claimed : claims.blocks()) {
      var block = find(after.blocks(), claimed.object());
      if (!block.isEmpty() || !stored(block, block.sequenceNumber()).equals(claimed.object())) {
        throw new AssertionError(block + " is in use, and was to be released as " + claimed);
      }
      after = without(after, block);
    }
    return after;
  }

  private static <T extends CalicoObject> T find(List<T> objects, Stored wanted) {
    return objects.stream().filter(o -> o.name().equals(wanted.name())).findFirst().orElseThrow();
  }

  private static IpamState without(IpamState ipam, CalicoObject object) {
    return ipam.apply(new IpamChange(IpamChange.Verb.DELETE, object));
  }

  /** All that address management keeps in the range, in words; empty when nothing. */
  public static List<String> remains(IpamState ipam, Ipv4Range range) {
    var found = new ArrayList<String>();
    blocks(ipam, range).forEach(b -> found.add("block " + b.cidr()));
    affinities(ipam, range).forEach(a -> found.add("affinity " + a.name()));
    ipam.handles().stream()
        .filter(h -> h.blocks().keySet().stream().anyMatch(c -> within(c, range)))
        .forEach(h -> found.add("handle " + h.handleId()));
    return found;
  }

  /** Nodes that hold an address in the range. */
  static List<String> holders(IpamState ipam, Ipv4Range range) {
    return claims(ipam, range).given().nodes().toList();
  }

  private static Stream<IpamBlock> blocks(IpamState ipam, Ipv4Range range) {
    return ipam.blocks().stream().filter(b -> within(b.cidr(), range));
  }

  private static Stream<BlockAffinity> affinities(IpamState ipam, Ipv4Range range) {
    return ipam.affinities().stream().filter(a -> within(a.cidr(), range));
  }

  private static boolean within(String cidr, Ipv4Range range) {
    return Ipv4Range.parse(cidr).filter(range::contains).isPresent();
  }

  /** The value of an annotation that may be absent. */
  static Optional<String> annotation(Map<String, String> annotations, String name) {
    return Optional.ofNullable(annotations.get(name));
  }
}
