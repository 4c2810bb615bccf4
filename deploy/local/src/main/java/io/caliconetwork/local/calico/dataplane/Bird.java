package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One node's BIRD and confd: what they programme into the kernel (§4.2, §4.3). */
final class Bird {
  private final NodeSpec node;
  private final Datastore store;
  private final Kernel kernel;
  private final EventQueue events;
  private final Timings.BirdTimes times;
  private Optional<Mesh> mesh = Optional.empty();
  private final Set<String> former = new TreeSet<>();
  private List<Route> rendered = List.of();
  private Duration upSince = Duration.ZERO;
  private boolean up;
  private boolean scanPlanned;
  private int incarnation;

  Bird(NodeSpec node, Datastore store, Kernel kernel, EventQueue events, Timings timings) {
    this.node = node;
    this.store = store;
    this.kernel = kernel;
    this.events = events;
    this.times = timings.bird();
  }

  void join(Mesh joined) {
    mesh = Optional.of(joined);
  }

  String name() {
    return node.name();
  }

  boolean up() {
    return up;
  }

  Duration upSince() {
    return upSince;
  }

  int incarnation() {
    return incarnation;
  }

  void start() {
    incarnation++;
    inThisLife(
        times.start(),
        () -> {
          up = true;
          upSince = events.now();
          rendered = List.of();
          scanPlanned = false;
          former.clear();
          kernel.routes().stream()
              .filter(route -> route.owner() == Route.Owner.BIRD)
              .forEach(route -> former.add(route.destination()));
          mesh().meet(this);
          synchronise();
          // Until its sessions are back it leaves the routes of its former life alone.
          inThisLife(times.sessions().recovery(), this::synchronise);
        });
  }

  void stop(StopSignal signal) {
    boolean wasUp = up;
    up = false;
    incarnation++;
    if (wasUp) {
      mesh().leave(this, signal);
    }
  }

  /** Something in the datastore changed. */
  void notice() {
    if (up) {
      inThisLife(times.render(), this::render);
    }
  }

  /** Its routes may have changed: program the difference. */
  void learn() {
    if (up && !rendered.equals(wanted())) {
      synchronise();
    }
  }

  // A file that comes out the same makes BIRD do nothing, in particular try nothing again.
  private void render() {
    mesh().meet(this);
    learn();
  }

  private void synchronise() {
    List<Route> wanted = wanted();
    rendered = wanted;
    boolean failed = false;
    for (Route route : wanted) {
      Optional<Route> present = kernel.route(route.destination());
      boolean occupied = present.filter(other -> other.owner() == Route.Owner.FELIX).isPresent();
      boolean noDevice = route.kind() == Route.Kind.IPIP && !kernel.hasTunl0();
      if (occupied) {
        failed = true;
      } else if (noDevice) {
        // It has deleted the old route before adding the new one fails.
        kernel.removeIf(route.destination()::equals, Route.Owner.BIRD);
        failed = true;
      } else {
        kernel.put(route);
      }
    }
    Set<String> kept = wanted.stream().map(Route::destination).collect(Collectors.toSet());
    former.removeAll(kept);
    if (mesh().complete(this) || isRecovered()) {
      former.clear();
    }
    kernel.removeIf(
        destination -> !kept.contains(destination) && !former.contains(destination),
        Route.Owner.BIRD);
    if (failed && !scanPlanned) {
      scanPlanned = true;
      inThisLife(
          times.scan(),
          () -> {
            scanPlanned = false;
            synchronise();
          });
    }
  }

  private boolean isRecovered() {
    return events.now().minus(upSince).compareTo(times.sessions().recovery()) >= 0;
  }

  private List<Route> wanted() {
    List<Route> routes = new ArrayList<>();
    for (Destination own : store.destinationsOf(name())) {
      if (own.affine() && !isFelixBusiness(own)) {
        routes.add(route(own, Route.Kind.BLACKHOLE));
      }
    }
    for (Destination learned : mesh().learned(this)) {
      kind(learned).map(kind -> route(learned, kind)).ifPresent(routes::add);
    }
    return routes;
  }

  private boolean isFelixBusiness(Destination destination) {
    return store
        .poolOf(destination.cidr())
        .filter(pool -> pool.vxlanMode().isEnabled())
        .isPresent();
  }

  private Optional<Route.Kind> kind(Destination to) {
    ClusterRoutes cluster = clusterRoutes();
    Optional<IpPool> pool = store.poolOf(to.cidr());
    if (pool.isEmpty()) {
      // The kernel filter's default: accept, without a tunnel (§5.4).
      return Optional.of(Route.Kind.DIRECT);
    }
    if (pool.get().vxlanMode().isEnabled()) {
      return Optional.empty();
    }
    EncapsulationMode mode = pool.get().ipipMode();
    if (!mode.isEnabled()) {
      return Optional.of(Route.Kind.DIRECT).filter(kind -> cluster.noEncap());
    }
    boolean direct = mode == EncapsulationMode.CROSS_SUBNET && store.inSubnetOf(name(), to.node());
    return Optional.of(direct ? Route.Kind.DIRECT : Route.Kind.IPIP).filter(kind -> cluster.ipip());
  }

  private ClusterRoutes clusterRoutes() {
    if (!node.release().birdCanLeaveClusterRoutes()) {
      return ClusterRoutes.ENABLED;
    }
    return store
        .bgp()
        .programClusterRoutes()
        .orElse(
            node.release().felixProgramsIpipByDefault()
                ? ClusterRoutes.ENABLED_NO_ENCAP_ONLY
                : ClusterRoutes.ENABLED);
  }

  private Mesh mesh() {
    return mesh.orElseThrow();
  }

  private static Route route(Destination to, Route.Kind kind) {
    return new Route(to.cidr(), kind, Route.Owner.BIRD, to.node());
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
