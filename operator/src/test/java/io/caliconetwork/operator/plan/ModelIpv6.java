package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.check.Ipv6Wish;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.NodeIpv6;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The IPv6 side of {@link ModelCalico}: what each node was started with, and the rules for it. */
final class ModelIpv6 {

  static final String CNI = "{\"ipam\": {\"type\": \"calico-ipam\"}}";

  private final List<Boolean> serves;
  private final List<Boolean> assigns;
  private final List<Boolean> tunnels;
  private Optional<IpPool> pool = Optional.empty();

  /**
   * The operator died between the ConfigMap and the variables that belong to it. A node that
   * restarts before it comes back gives addresses that its Felix does not serve, until it restarts
   * again.
   */
  private boolean halfWritten;

  private final List<Boolean> halfStarted;

  ModelIpv6(int nodes) {
    serves = new ArrayList<>(Collections.nCopies(nodes, false));
    assigns = new ArrayList<>(Collections.nCopies(nodes, false));
    tunnels = new ArrayList<>(Collections.nCopies(nodes, false));
    halfStarted = new ArrayList<>(Collections.nCopies(nodes, false));
  }

  Optional<IpPool> pool() {
    return pool;
  }

  NodeFacts onto(NodeFacts node, int index) {
    return node.with(
        "5.15.0",
        new NodeIpv6(
            Optional.of("fd10::" + (index + 1)),
            serves.get(index) ? Optional.of("fd10::" + (index + 1) + "/64") : Optional.empty(),
            tunnels.get(index) ? Optional.of("fd00:10:244::" + (index + 1)) : Optional.empty()));
  }

  void create(DesiredPool created) {
    assertThat(pool).as("there is an IPv6 pool").isEmpty();
    pool = Optional.of(stored(created.name(), created.encapsulation()));
  }

  void modes(Encapsulation to) {
    pool = Optional.of(stored(pool.orElseThrow().name(), to));
  }

  private static IpPool stored(String name, Encapsulation encapsulation) {
    return new IpPool(
        name,
        "1",
        "fd00:10:244::/56",
        122,
        new IpPool.Modes(
            encapsulation.ipipMode().value(), encapsulation.vxlanMode().value(), false),
        PoolOptions.DEFAULT_IPV6,
        false,
        List.of());
  }

  /** A tunnel address comes or goes, as the running allocator follows the pool. */
  boolean follow(int node) {
    var wanted = family().filter(Family.VXLAN::equals).isPresent();
    return !tunnels.set(node, wanted).equals(wanted);
  }

  void revised(Revision revision, boolean cutOff) {
    if (revision.configMapKeys().containsKey(CniConfig.KEY) && cutOff) {
      halfWritten = true;
    } else if (revision.env().containsKey("FELIX_IPV6SUPPORT") && !cutOff) {
      halfWritten = false;
    }
  }

  void restart(int node, Map<String, EnvValue> env, Map<String, String> configMap) {
    var felix = literal(env, "FELIX_IPV6SUPPORT").equals("true");
    var address = literal(env, "IP6").equals("autodetect");
    if (felix) {
      assertThat(pool).as("calico-node makes an IPv6 pool of its own").isPresent();
    }
    serves.set(node, felix && address);
    halfStarted.set(node, halfWritten);
    assigns.set(node, CniConfig.parse(configMap.get(CniConfig.KEY)).orElseThrow().assignsIpv6());
    follow(node);
  }

  private static String literal(Map<String, EnvValue> env, String variable) {
    return env.get(variable) instanceof EnvValue.Literal l ? l.value() : "";
  }

  private Optional<Family> family() {
    return pool.flatMap(IpPool::encapsulation).map(Encapsulation::family);
  }

  /** What must hold at every moment: an address that a pod has been given is carried. */
  void rules(String when, List<String> backends) {
    for (int i = 0; i < assigns.size(); i++) {
      if (!assigns.get(i)) {
        continue;
      }
      assertThat(pool).as(when + ": no pod starts on node " + i + ", for no pool").isPresent();
      if (!halfStarted.get(i)) {
        assertThat(serves.get(i)).as(when + ": Felix of node " + i + " serves IPv6").isTrue();
      }
      if (family().filter(Family.NONE::equals).isPresent()) {
        assertThat(backends)
            .as(when + ": an IPv6 pool without encapsulation has its routes from BIRD")
            .containsOnly("bird");
      } else if (backends.get(i).equals("vxlan")) {
        assertThat(tunnels.get(i))
            .as(when + ": node " + i + " gives addresses of a pool it has no tunnel for")
            .isTrue();
      }
    }
  }

  /** What must hold once a plan is empty. */
  void settledAs(Ipv6Wish wish) {
    var overlay = wish.overlay().orElseThrow();
    assertThat(pool.flatMap(IpPool::encapsulation)).contains(overlay);
    assertThat(serves).containsOnly(true);
    assertThat(assigns).containsOnly(true);
    assertThat(tunnels).containsOnly(overlay.family() == Family.VXLAN);
  }

  /** All that matters of the present state. */
  String state() {
    return pool + " " + serves + assigns + tunnels + halfWritten + halfStarted;
  }

  /** Whether a pool that is left alone needs BIRD all the same. */
  boolean needsBird() {
    return family().filter(Family.NONE::equals).isPresent();
  }
}
