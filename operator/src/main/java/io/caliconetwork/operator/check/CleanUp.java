package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether calico-kube-controllers releases what nodes leave behind in a pool (law §5.3). */
final class CleanUp {

  private CleanUp() {}

  static List<Guard> guards() {
    return List.of(CleanUp::cannot);
  }

  private static Optional<Finding> cannot(Situation s) {
    if (s.cluster().daemonSet().isEmpty()) {
      return Optional.empty();
    }
    var namespace =
        s.cluster().daemonSet().map(DaemonSetFacts::object).map(o -> o.namespace()).orElse("");
    var deployment = "Deployment " + namespace + "/calico-kube-controllers";
    var controllers = s.cluster().surroundings().kubeControllers();
    String fault;
    String remedy;
    if (controllers.isEmpty()) {
      fault = "there is no " + deployment;
      remedy = "apply that part of calico.yaml again";
    } else if (controllers.get().replicas() == 0) {
      fault = deployment + " is scaled to 0";
      remedy = "kubectl -n " + namespace + " scale deployment calico-kube-controllers --replicas=1";
    } else if (controllers.get().controllers().filter(c -> !hasNode(c)).isPresent()) {
      var enabled = controllers.get().controllers().get();
      fault = deployment + " has ENABLED_CONTROLLERS=" + enabled + ", without node";
      remedy =
          "kubectl -n "
              + namespace
              + " set env deployment/calico-kube-controllers ENABLED_CONTROLLERS="
              + (enabled.isBlank() ? "node" : enabled + ",node");
    } else {
      return Optional.empty();
    }
    var lends = s.target().wish().pool().temporaryCidr().isPresent() && s.change().lends();
    return Optional.of(
        new Finding(
            CheckId.KUBE_CONTROLLERS_CANNOT_CLEAN_UP,
            fault + ": addresses and blocks that pods and nodes leave behind stay taken for ever",
            remedy,
            s.change().range() || lends));
  }

  private static boolean hasNode(String controllers) {
    return Arrays.stream(controllers.split(",")).map(String::strip).anyMatch("node"::equals);
  }
}
