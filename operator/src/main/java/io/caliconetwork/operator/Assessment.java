package io.caliconetwork.operator;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.Observation;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.report.StatusReport;
import java.util.Optional;
import java.util.function.Function;

/**
 * From a CalicoNetwork and a look at the cluster to a decision. The operator and the plan command
 * both decide here and nowhere else, so that they cannot come to differ.
 */
final class Assessment {

  private Assessment() {}

  /**
   * Decides what to do.
   *
   * @param known status as last written
   * @param look at the cluster, with Calico's objects under these names
   */
  static Decision of(
      DeclaredNetwork network,
      Optional<CalicoNetworkStatus> known,
      Function<CalicoObjects, Observation> look) {
    var reading = SpecDecoder.spec(network);
    if (reading.spec().isEmpty()) {
      return new Decision.InvalidSpec(reading.problems());
    }
    var spec = reading.spec().get();
    var generation = network.getMetadata().getGeneration();
    return switch (look.apply(spec.calico())) {
      case Observation.NotYet n -> new Decision.NotYet();
      case Observation.Denied d -> new Decision.Unreadable(d.what());
      case Observation.Seen s ->
          Decider.decide(Wish.of(spec), s.cluster(), StatusReport.settled(known, generation));
    };
  }
}
