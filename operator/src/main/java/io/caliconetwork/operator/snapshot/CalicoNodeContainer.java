package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.CalicoVersion;
import io.caliconetwork.operator.calico.EnvValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The container {@code calico-node} of the DaemonSet's template.
 *
 * @param image reference
 * @param env by name; of duplicates the last, which is the one the process sees
 * @param liveness command of the exec probe; empty without a probe of that kind
 * @param readiness likewise
 * @param otherProbes descriptions of probes that are no exec probes, such as "livenessProbe
 *     httpGet"
 */
public record CalicoNodeContainer(
    String image,
    Map<String, EnvValue> env,
    List<String> liveness,
    List<String> readiness,
    List<String> otherProbes) {

  /** Its name in every manifest of Calico's. */
  public static final String NAME = "calico-node";

  public CalicoNodeContainer {
    env = Map.copyOf(env);
    liveness = List.copyOf(liveness);
    readiness = List.copyOf(readiness);
    otherProbes = List.copyOf(otherProbes);
  }

  public Optional<EnvValue> value(String variable) {
    return Optional.ofNullable(env.get(variable));
  }

  /** The literal value; empty when absent or taken from elsewhere. */
  public Optional<String> literal(String variable) {
    return value(variable)
        .flatMap(v -> v instanceof EnvValue.Literal l ? Optional.of(l.value()) : Optional.empty());
  }

  public Optional<CalicoVersion> version() {
    return CalicoVersion.ofImage(image);
  }
}
