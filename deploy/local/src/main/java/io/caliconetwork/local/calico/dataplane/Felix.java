package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One node's Felix: its restarts and the routes it programs (§4.1, §4.2). */
final class Felix {
  private final NodeSpec node;
  private final Datastore store;
  private final Kernel kernel;
  private final EventQueue events;
  private final Timings.FelixTimes times;
  private NodeEnv env = NodeEnv.backend("");
  private FelixSettings settings;
  private Phase phase = Phase.DOWN;
  private int incarnation;
  private int restarts;
  private boolean exiting;

  private enum Phase {
    DOWN,
    STARTING,
    IN_SYNC,
    PROGRAMMED
  }

  Felix(NodeSpec node, Datastore store, Kernel kernel, EventQueue events, Timings timings) {
    this.node = node;
    this.store = store;
    this.kernel = kernel;
    this.events = events;
    this.times = timings.felix();
  }

  boolean ready() {
    return phase == Phase.PROGRAMMED;
  }

  boolean live() {
    return phase != Phase.DOWN;
  }

  int restarts() {
    return restarts;
  }

  void start(NodeEnv environment) {
    env = environment;
    boot();
  }

  void stop() {
    phase = Phase.DOWN;
    incarnation++;
  }

  /** Something in the datastore changed. */
  void notice() {
    if (phase == Phase.IN_SYNC || phase == Phase.PROGRAMMED) {
      inThisLife(times.reaction(), this::react);
    }
  }

  private void boot() {
    incarnation++;
    exiting = false;
    phase = Phase.STARTING;
    settings = FelixSettings.atStart(store, node, env);
    inThisLife(times.sync(), this::inSync);
  }

  private void inSync() {
    phase = Phase.IN_SYNC;
    exitIfChanged();
    inThisLife(times.program().devices(), this::makeDevices);
    inThisLife(
        times.program().routes(),
        () -> {
          phase = Phase.PROGRAMMED;
          program();
        });
  }

  private void react() {
    exitIfChanged();
    if (phase == Phase.PROGRAMMED) {
      program();
    }
  }

  private void exitIfChanged() {
    if (!exiting && !settings.equals(FelixSettings.running(store, node, env))) {
      exiting = true;
      inThisLife(times.exitDelay(), this::exit);
    }
  }

  private void exit() {
    stop();
    restarts++;
    inThisLife(times.restart(), this::boot);
  }

  private void makeDevices() {
    if (settings.ipip() && !kernel.hasTunl0()) {
      kernel.makeTunl0();
    }
    if (!settings.servesVxlan()) {
      if (kernel.vxlanAddress().isPresent()) {
        kernel.removeVxlan();
      }
    } else if (kernel.vxlanAddress().isEmpty()) {
      kernel.makeVxlan(settings.vxlanAddress().orElseThrow(), events.now());
    } else if (!kernel.vxlanAddress().equals(settings.vxlanAddress())) {
      kernel.makeVxlan(
          settings.vxlanAddress().orElseThrow(), events.now().plus(times.program().readdressing()));
      events.in(times.program().readdressing(), kernel::touch);
    }
  }

  private void program() {
    List<Route> wanted = wanted();
    wanted.forEach(kernel::put);
    Set<String> destinations = wanted.stream().map(Route::destination).collect(Collectors.toSet());
    ClusterRoutes cluster = FelixSettings.clusterRoutes(node.release(), settings.configuration());
    boolean ownsIpip = node.release().felixOwnsBirdIpipRoutes() && cluster.ipip();
    kernel.removeIf(route ->
        !destinations.contains(route.destination())
            && (route.owner() == Route.Owner.FELIX
                || (ownsIpip && route.kind() == Route.Kind.IPIP)));
    Set<String> tunnels = new TreeSet<>();
    if (settings.servesVxlan()) {
      store.nodes().keySet().stream().filter(this::hasVxlanAddress).forEach(tunnels::add);
    }
    kernel.peers(tunnels, store.nodes().keySet());
  }

  private List<Route> wanted() {
    ClusterRoutes cluster = FelixSettings.clusterRoutes(node.release(), settings.configuration());
    List<Route> routes = new ArrayList<>();
    for (Destination destination : store.destinations()) {
      if (store.nodes().containsKey(destination.node())) {
        store
            .poolOf(destination.cidr())
            .flatMap(pool -> kind(destination, pool, cluster))
            .map(kind -> new Route(destination.cidr(), kind, Route.Owner.FELIX, destination.node()))
            .ifPresent(routes::add);
      }
    }
    return routes;
  }

  private Optional<Route.Kind> kind(Destination to, IpPool pool, ClusterRoutes cluster) {
    boolean mine = to.node().equals(node.name());
    if (pool.vxlanMode().isEnabled()) {
      if (!settings.servesVxlan()) {
        return Optional.empty();
      }
      if (mine) {
        return Optional.of(Route.Kind.BLACKHOLE).filter(kind -> to.affine());
      }
      if (isDirect(pool.vxlanMode(), to)) {
        return Optional.of(Route.Kind.DIRECT);
      }
      return Optional.of(Route.Kind.VXLAN).filter(kind -> hasVxlanAddress(to.node()));
    }
    if (mine) {
      return Optional.empty();
    }
    if (pool.ipipMode().isEnabled()) {
      Route.Kind kind = isDirect(pool.ipipMode(), to) ? Route.Kind.DIRECT : Route.Kind.IPIP;
      return Optional.of(kind).filter(any -> cluster.ipip() && settings.ipip());
    }
    return Optional.of(Route.Kind.DIRECT).filter(kind -> cluster.noEncap());
  }

  private boolean isDirect(EncapsulationMode mode, Destination to) {
    return mode == EncapsulationMode.CROSS_SUBNET && store.inSubnetOf(node.name(), to.node());
  }

  private boolean hasVxlanAddress(String name) {
    return store.annotation(name, TunnelAddresses.VXLAN_ANNOTATION).isPresent();
  }

  private void inThisLife(Duration delay, Runnable action) {
    int mine = incarnation;
    events.in(
        delay,
        () -> {
          if (mine == incarnation) {
            action.run();
          }
        });
  }
}
