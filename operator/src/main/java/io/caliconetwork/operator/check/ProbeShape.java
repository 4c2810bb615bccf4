package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Probes of calico-node that we cannot bring into line with its backend. */
final class ProbeShape {

  private ProbeShape() {}

  /**
   * A probe that may ask for BIRD in a way we cannot read kills calico-node once BIRD stops. The
   * other way round it does no harm: what passes without BIRD passes with it.
   */
  static Optional<Refusal> unknown(Target target, ClusterSnapshot cluster) {
    if (!target.backend().equals(Optional.of(Backend.VXLAN))
        || !DaemonSetShape.backendChanges(target, cluster)) {
      return Optional.empty();
    }
    return cluster
        .container()
        .map(ProbeShape::unknown)
        .filter(unknown -> !unknown.isEmpty())
        .map(unknown ->
            Refusal.of(
                CheckId.PROBE_UNKNOWN,
                "the backend has to become vxlan, which runs no BIRD, but "
                    + String.join(" and ", unknown)
                    + " of calico-node is of a form this operator does not recognise and may ask"
                    + " for BIRD",
                "use exec probes that run calico-node with -felix-live and -felix-ready, as"
                    + " calico.yaml does"));
  }

  /** Probes whose meaning we do not know, described. */
  private static List<String> unknown(CalicoNodeContainer container) {
    var unknown = new ArrayList<String>();
    if (container.liveness().unknown()) {
      unknown.add("livenessProbe " + container.liveness().description());
    }
    if (container.readiness().unknown()) {
      unknown.add("readinessProbe " + container.readiness().description());
    }
    return unknown;
  }

  /** What an admin should know about them. */
  static List<Notice> notices(Target target, ClusterSnapshot cluster) {
    var notices = new ArrayList<Notice>();
    cluster
        .container()
        .ifPresent(c -> {
          for (var probe : unknown(c)) {
            notices.add(
                new Notice(
                    CheckId.PROBE_UNKNOWN.id(),
                    "calico-node's "
                        + probe
                        + " is of a form this operator does not recognise; it is left as it is,"
                        + " and a change from backend bird to vxlan will be refused"));
          }
          if (target.backend().or(cluster::configuredBackend).equals(Optional.of(Backend.BIRD))) {
            notProbed("livenessProbe", c.liveness(), Probes.BIRD_LIVE).ifPresent(notices::add);
            notProbed("readinessProbe", c.readiness(), Probes.BIRD_READY).ifPresent(notices::add);
          }
        });
    return notices;
  }

  private static Optional<Notice> notProbed(String name, HealthProbe probe, String flag) {
    if (probe.editable() || probe.unknown()) {
      return Optional.empty();
    }
    return Optional.of(
        new Notice(
            "BIRDNotProbed",
            "calico-node's "
                + name
                + " ("
                + probe.description()
                + ") cannot ask for BIRD: "
                + (flag.equals(Probes.BIRD_LIVE)
                    ? "if BIRD dies, nothing restarts calico-node"
                    : "a node counts as ready before its BGP sessions are up")
                + "; an exec probe that runs calico-node with -"
                + flag
                + " would"));
  }
}
