package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the API betrays of hosts and pods, and nobody here can repair. */
final class Hints {

  /** Id of the notice that stands until the spec is edited: what it tells of is not in the API. */
  static final String STALE_MTU = "StaleMTU";

  /** Systems that come with NetworkManager. */
  private static final Pattern NETWORK_MANAGER =
      Pattern.compile(
          "(?i).*\\b(red hat|rhel|centos|fedora|rocky|alma\\w*|oracle linux|suse|sles|opensuse)\\b.*");

  private Hints() {}

  static List<Notice> of(Situation s) {
    return Stream.of(
            staleMtu(s),
            leftover(s, Family.IPIP, NodeFacts::ipipAddress),
            leftover(s, Family.VXLAN, NodeFacts::vxlanAddress),
            networkManager(s),
            natOutgoing(s))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Notice> staleMtu(Situation s) {
    var present = s.cluster().configuredMtu().orElse(0);
    var wished = s.target().wish().mtu().orElse(present);
    var from = s.cluster().managedPool().flatMap(IpPool::encapsulation).map(Encapsulation::family);
    var less =
        wished == 0
            ? s.overlay().family().overheadBytes()
                - from.map(Family::overheadBytes).orElse(Integer.MAX_VALUE)
            : present == 0 ? from.map(f -> 1).orElse(0) : present - wished;
    return less <= 0
        ? Optional.empty()
        : Optional.of(
            new Notice(
                STALE_MTU,
                "running pods keep the MTU they were created with, which "
                    + (wished == 0
                        ? "is " + less + " bytes more than " + s.overlay() + " leaves"
                        : "may be more than the new " + wished)
                    + ": recreate those older than this change, for example kubectl -n <namespace>"
                    + " rollout restart deployment,statefulset,daemonset; until then their large"
                    + " packets are cut, or lost where ICMP is dropped"));
  }

  /** An address of a tunnel that no enabled pool feeds: calico-node has not cleaned up there. */
  private static Optional<Notice> leftover(
      Situation s, Family family, Function<NodeFacts, Optional<String>> address) {
    var fed =
        s.change().family()
            || s.cluster().datastore().pools().stream()
                .filter(p -> !p.disabled() && p.forTunnels())
                .flatMap(p -> p.encapsulation().stream())
                .anyMatch(e -> e.family() == family);
    var nodes =
        s.cluster().nodes().stream()
            .filter(n -> address.apply(n).isPresent())
            .map(n -> n.name() + " (" + address.apply(n).get() + ")")
            .toList();
    var device = family == Family.IPIP ? "tunl0" : "vxlan.calico";
    return fed || nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                "LeftoverInterface",
                "no enabled pool uses "
                    + (family == Family.IPIP ? "IP-in-IP" : "VXLAN")
                    + ", but "
                    + Words.count(nodes.size(), "node")
                    + " still announce"
                    + (nodes.size() == 1 ? "s" : "")
                    + " an address of "
                    + device
                    + ": "
                    + Words.some(nodes)
                    + "; if calico-node runs there and it stays, "
                    + (family == Family.IPIP
                        ? "run on that host: ip addr flush dev tunl0 (never delete tunl0, it is not"
                            + " Calico's own)"
                        : "run on that host: ip link delete vxlan.calico")));
  }

  private static Optional<Notice> networkManager(Situation s) {
    var nodes =
        s.linuxNodes().stream()
            .filter(n -> NETWORK_MANAGER.matcher(n.host().osImage()).matches())
            .map(n -> n.name() + " (" + n.host().osImage() + ")")
            .toList();
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                "NetworkManager",
                Words.count(nodes.size(), "node")
                    + (nodes.size() == 1 ? " runs" : " run")
                    + " a system that comes with NetworkManager, which takes Calico's interfaces"
                    + " down unless told not to: "
                    + Words.some(nodes)
                    + "; have /etc/NetworkManager/conf.d/calico.conf there with [keyfile]"
                    + " unmanaged-devices=interface-name:cali*;interface-name:tunl*;"
                    + "interface-name:vxlan.calico;interface-name:vxlan-v6.calico;"
                    + "interface-name:wireguard.cali;interface-name:wg-v6.cali"));
  }

  private static Optional<Notice> natOutgoing(Situation s) {
    return s.overlay().family() == Family.NONE || s.target().pool().options().natOutgoing()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                "NoNATOutgoing",
                "natOutgoing is off, and with overlay "
                    + s.overlay()
                    + " the network under the nodes has no route back to "
                    + s.target().pool().cidr()
                    + ": pods reach nothing outside the cluster, unless something else knows that"
                    + " range; set spec.natOutgoing: true"));
  }
}
