package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.IpamBlock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where a range of addresses lives: a block on its node, or one borrowed address as a /32.
 *
 * @param cidr canonical
 * @param node the node it is routed to
 * @param affine whether the node holds the affinity of this block (and so BIRD exports all of it)
 * @param carriesPods whether any pod has an address in it: only then a missing route loses traffic
 */
public record Destination(String cidr, String node, boolean affine, boolean carriesPods) {

  /** A node's block with pods in it. */
  public static Destination block(String cidr, String node) {
    return new Destination(cidr, node, true, true);
  }

  /** What Calico routes for these blocks. */
  public static List<Destination> of(Collection<IpamBlock> blocks) {
    List<Destination> result = new ArrayList<>();
    for (IpamBlock block : blocks) {
      if (!block.deleted()) {
        String owner = block.node().orElse("");
        boolean pods =
            block.allocations().used().values().stream()
                .anyMatch(holder -> !holder.isTunnel() && holder.node().equals(owner));
        block.node().ifPresent(node -> result.add(new Destination(block.cidr(), node, true, pods)));
        block.allocations().used().entrySet().stream()
            .filter(entry -> isElsewhere(entry.getValue(), owner))
            .forEach(entry -> result.add(single(block, entry)));
      }
    }
    return result;
  }

  private static boolean isElsewhere(IpamAttribute holder, String owner) {
    return !holder.node().isEmpty() && !holder.node().equals(owner);
  }

  private static Destination single(IpamBlock block, Map.Entry<Integer, IpamAttribute> entry) {
    IpamAttribute holder = entry.getValue();
    String cidr = block.address(entry.getKey()) + (block.cidr().contains(":") ? "/128" : "/32");
    return new Destination(cidr, holder.node(), false, !holder.isTunnel());
  }
}
