package io.caliconetwork.operator.cluster;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.cluster.IpamObjects.Allocation;
import io.caliconetwork.operator.cluster.IpamObjects.Block;
import io.caliconetwork.operator.cluster.IpamObjects.Pool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with the IPv4 addresses of a cluster: all that {@code calicoctl ipam check} says
 * and what it does not see, blocks that overlap, are of a wrong size or in no pool (pitfall 63).
 *
 * <p>The lists are read one after the other. While pods come and go a single look shows faults that
 * never were; {@link #lasting} does not.
 *
 * @param faults one sentence each, in alphabetical order
 * @param summary pools with their blocks, claims, and addresses by kind of owner
 * @param owners by address, for all that is allocated
 */
record IpamAudit(List<String> faults, String summary, Map<String, List<String>> owners) {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Where a Node says which addresses its tunnels have, and the type of their allocations. */
  private static final Map<String, String> TUNNELS =
      Map.of(
          "projectcalico.org/IPv4IPIPTunnelAddr", "ipipTunnelAddress",
          "projectcalico.org/IPv4VXLANTunnelAddr", "vxlanTunnelAddress",
          "projectcalico.org/IPv4WireguardInterfaceAddr", "wireguardTunnelAddress");

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  IpamAudit {
    faults = faults.stream().sorted().toList();
  }

  /** One look. */
  static IpamAudit look(KubernetesClient client, ApiGroup group) {
    return of(IpamObjects.read(client, group));
  }

  /**
   * Looks until there are no faults or the time is over; those that it has are those that every
   * look found. For a cluster in which pods come and go.
   *
   * @param time real
   */
  static IpamAudit lasting(KubernetesClient client, ApiGroup group, Duration time)
      throws InterruptedException {
    var end = Instant.now().plus(time);
    var audit = look(client, group);
    while (!audit.faults().isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(PAUSE.toMillis());
      var next = look(client, group);
      var still = audit.faults().stream().filter(next.faults()::contains).toList();
      audit = new IpamAudit(still, next.summary(), next.owners());
    }
    return audit;
  }

  static IpamAudit of(IpamObjects objects) {
    return new Look(objects).audit();
  }

  /** Whether any block has given it away. */
  boolean isAllocated(String address) {
    return owners.containsKey(address);
  }

  private static final class Look {
    private final IpamObjects objects;
    private final List<Allocation> allocations;
    private final Map<String, List<Allocation>> byAddress;
    private final List<String> faults = new ArrayList<>();

    Look(IpamObjects objects) {
      this.objects = objects;
      this.allocations = objects.blocks().stream().flatMap(b -> b.allocations().stream()).toList();
      this.byAddress = allocations.stream().collect(groupingBy(Allocation::address));
    }

    IpamAudit audit() {
      sizesAndOrphans();
      overlaps();
      claims();
      pods();
      allocationsOfPods();
      tunnels();
      handles();
      var owners = new TreeMap<String, List<String>>();
      byAddress.forEach((a, of) -> owners.put(a, of.stream().map(Allocation::toString).toList()));
      return new IpamAudit(faults, summary(), owners);
    }

    private void sizesAndOrphans() {
      objects.blocks().forEach(b -> place("block " + b.cidr(), b.cidr()));
      objects.affinities().forEach(a -> place("affinity " + a.name(), a.cidr()));
    }

    private void place(String what, Cidr cidr) {
      var around = objects.pools().stream().filter(p -> p.cidr().contains(cidr)).toList();
      if (around.isEmpty()) {
        faults.add(what + " is in no pool");
      } else if (around.stream().noneMatch(p -> p.blockSize() == cidr.prefix())) {
        faults.add("%s is not of the block size of its pool %s".formatted(what, around.getFirst()));
      }
    }

    private void overlaps() {
      var blocks = objects.blocks();
      for (int i = 0; i < blocks.size(); i++) {
        for (var other : blocks.subList(i + 1, blocks.size())) {
          if (blocks.get(i).cidr().overlaps(other.cidr())) {
            faults.add("blocks %s and %s overlap".formatted(blocks.get(i).cidr(), other.cidr()));
          }
        }
      }
    }

    /** Of blocks by nodes; a block that is nobody's is all right. */
    private void claims() {
      for (var affinity : objects.affinities()) {
        if (objects.blocks().stream().noneMatch(b -> isOf(b, affinity.node(), affinity.cidr()))) {
          faults.add("affinity " + affinity.name() + " has no block of that node");
        }
      }
      for (var block : objects.blocks()) {
        if (objects.affinities().stream().noneMatch(a -> isOf(block, a.node(), a.cidr()))) {
          block
              .affinity()
              .filter(a -> a.startsWith("host:"))
              .ifPresent(a ->
                  faults.add(
                      "block %s belongs to %s without an affinity".formatted(block.cidr(), a)));
        }
      }
    }

    private static boolean isOf(Block block, String node, Cidr cidr) {
      return block.cidr().equals(cidr)
          && block.affinity().filter(a -> a.equals("host:" + node)).isPresent();
    }

    /** Each has an address, it is theirs, and theirs alone. */
    private void pods() {
      var holders = new TreeMap<String, List<String>>();
      for (var pod : objects.pods()) {
        if (!isLive(pod)) {
          continue;
        }
        for (var address : addresses(pod)) {
          holders.computeIfAbsent(address, a -> new ArrayList<>()).add(name(pod));
          var owners = byAddress.getOrDefault(address, List.of());
          if (owners.isEmpty()) {
            faults.add("%s has %s, which no block has allocated".formatted(name(pod), address));
          } else if (owners.stream()
              .noneMatch(o -> o.pod().filter(name(pod)::equals).isPresent())) {
            faults.add("%s has %s, which is allocated to %s".formatted(name(pod), address, owners));
          }
        }
      }
      holders.forEach((address, names) -> {
        if (names.size() > 1) {
          faults.add(address + " is the address of " + String.join(" and of ", names));
        }
      });
    }

    private void allocationsOfPods() {
      byAddress.forEach((address, all) -> {
        if (all.size() > 1) {
          faults.add(
              address
                  + " is allocated more than once: "
                  + all.stream().map(a -> a + " in " + a.block()).collect(joining(", ")));
        }
      });
      // A pod without an address may be about to get this one.
      var pods = objects.pods().stream().collect(Collectors.toMap(Look::name, Function.identity()));
      for (var allocation : allocations) {
        allocation
            .pod()
            .ifPresent(name -> {
              var pod = pods.get(name);
              var what = allocation.address() + " is allocated to " + name;
              if (pod == null) {
                faults.add(what + ", which does not exist");
              } else if (OVER.contains(pod.getStatus().getPhase())) {
                faults.add(what + ", which has finished");
              } else if (isLive(pod) && !addresses(pod).contains(allocation.address())) {
                faults.add(what + ", which has " + addresses(pod));
              }
            });
      }
    }

    private void tunnels() {
      var announced = new HashMap<String, Set<String>>();
      for (var node : objects.nodes()) {
        var name = node.getMetadata().getName();
        TUNNELS.forEach((annotation, type) -> {
          var address = annotation(node, annotation);
          announced.computeIfAbsent(name, n -> new java.util.HashSet<>()).add(address);
          var owners = byAddress.getOrDefault(address, List.of());
          if (!address.isEmpty()
              && owners.stream()
                  .noneMatch(o ->
                      o.node().equals(name) && type.equals(o.owner().getOrDefault("type", "")))) {
            faults.add(
                "%s of %s is %s, which is allocated to %s"
                    .formatted(annotation, name, address, owners.isEmpty() ? "nobody" : owners));
          }
        });
      }
      for (var allocation : allocations) {
        if (allocation.isTunnel()
            && !announced
                .getOrDefault(allocation.node(), Set.of())
                .contains(allocation.address())) {
          faults.add(
              "%s is allocated as %s, which does not have it"
                  .formatted(allocation.address(), allocation));
        }
      }
    }

    private static String annotation(Node node, String name) {
      var annotations = node.getMetadata().getAnnotations();
      return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    /** They say how many addresses of which block go when their owner goes. */
    private void handles() {
      var counted =
          allocations.stream()
              .collect(
                  groupingBy(
                      Allocation::handle, groupingBy(a -> a.block().toString(), counting())));
      var stored =
          objects.handles().stream()
              .collect(Collectors.toMap(h -> h.id(), h -> h.blocks(), (one, other) -> one));
      Stream.concat(counted.keySet().stream(), stored.keySet().stream())
          .distinct()
          .forEach(id -> {
            var real = new TreeMap<String, Long>(counted.getOrDefault(id, Map.of()));
            var said = new TreeMap<String, Long>();
            stored.getOrDefault(id, Map.of()).forEach((b, n) -> said.put(b, n.longValue()));
            if (!real.equals(said)) {
              faults.add("handle %s says %s, allocated are %s".formatted(id, said, real));
            }
          });
    }

    private static boolean isLive(Pod pod) {
      var phase = pod.getStatus().getPhase();
      return !Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
          && !OVER.contains(phase)
          && !"Pending".equals(phase);
    }

    private static List<String> addresses(Pod pod) {
      return pod.getStatus().getPodIPs().stream()
          .map(ip -> ip.getIp())
          .filter(ip -> ip.indexOf(':') < 0)
          .toList();
    }

    private static String name(Pod pod) {
      return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private String summary() {
      return "%s; %d affinities, %d addresses of pods, %d of tunnels, %d of others"
          .formatted(
              objects.pools().stream().map(this::summary).collect(joining(", ")),
              objects.affinities().size(),
              allocations.stream().filter(a -> a.pod().isPresent()).count(),
              allocations.stream().filter(Allocation::isTunnel).count(),
              allocations.stream().filter(a -> a.pod().isEmpty() && !a.isTunnel()).count());
    }

    private String summary(Pool pool) {
      return "%s with %d blocks"
          .formatted(
              pool, objects.blocks().stream().filter(b -> pool.cidr().contains(b.cidr())).count());
    }
  }
}
