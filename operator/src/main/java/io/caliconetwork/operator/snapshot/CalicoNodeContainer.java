package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.CalicoVersion;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The container {@code calico-node} of the DaemonSet's template.
 *
 * @param image reference
 * @param env by name; of duplicates the last, which is the one the process sees
 * @param envFrom objects that may bring further variables, such as "ConfigMap my-env"; a variable
 *     of {@code env} goes before theirs
 * @param liveness what its liveness probe asks
 * @param readiness likewise
 */
public record CalicoNodeContainer(
    String image,
    Map<String, EnvValue> env,
    List<String> envFrom,
    HealthProbe liveness,
    HealthProbe readiness) {

  /** Its name in every manifest of Calico's. */
  public static final String NAME = "calico-node";

  public CalicoNodeContainer {
    env = Map.copyOf(env);
    envFrom = List.copyOf(envFrom);
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
