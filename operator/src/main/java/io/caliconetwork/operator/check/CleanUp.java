package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether calico-kube-controllers releases what nodes leave behind in a pool (law §5.3). */
public final class CleanUp {

  private CleanUp() {}

  static List<Guard> guards() {
    return List.of(CleanUp::cannot);
  }

  /** Why it does not, in words; empty while it does. */
  public static Optional<String> fault(ClusterSnapshot cluster) {
    return found(cluster).map(Fault::what);
  }

  private record Fault(String what, String remedy) {}

  private static Optional<Fault> found(ClusterSnapshot cluster) {
    if (cluster.daemonSet().isEmpty()) {
      return Optional.empty();
    }
    var namespace =
        cluster.daemonSet().map(DaemonSetFacts::object).map(o -> o.namespace()).orElse("");
    var deployment = "Deployment " + namespace + "/calico-kube-controllers";
    var controllers = cluster.surroundings().kubeControllers();
    if (controllers.isEmpty()) {
      return Optional.of(
          new Fault("there is no " + deployment, "apply that part of calico.yaml again"));
    }
    if (controllers.get().replicas() == 0) {
      return Optional.of(
          new Fault(
              deployment + " is scaled to 0",
              "kubectl -n "
                  + namespace
                  + " scale deployment calico-kube-controllers --replicas=1"));
    }
    return controllers
        .get()
        .controllers()
        .filter(enabled -> !hasNode(enabled))
        .map(enabled ->
            new Fault(
                deployment + " has ENABLED_CONTROLLERS=" + enabled + ", without node",
                "kubectl -n "
                    + namespace
                    + " set env deployment/calico-kube-controllers ENABLED_CONTROLLERS="
                    + (enabled.isBlank() ? "node" : enabled + ",node")));
  }

  private static Optional<Finding> cannot(Situation s) {
    var lends = s.target().wish().pool().temporaryCidr().isPresent() && s.change().family();
    // Once begun it is a gate that waits for what is left behind, if anything is.
    var guards = (s.change().range() && !s.change().begun()) || lends;
    return found(s.cluster())
        .map(f ->
            new Finding(
                CheckId.KUBE_CONTROLLERS_CANNOT_CLEAN_UP,
                f.what()
                    + ": addresses and blocks that pods and nodes leave behind stay taken for ever",
                f.remedy(),
                guards));
  }

  private static boolean hasNode(String controllers) {
    return Arrays.stream(controllers.split(",")).map(String::strip).anyMatch("node"::equals);
  }
}
