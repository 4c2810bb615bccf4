package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the container that writes the CNI configuration, whatever its name. */
final class CniInstallerReader {

  private CniInstallerReader() {}

  static CniInstaller read(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .filter(c -> variable(c, CniInstaller.CONFIG_VARIABLE).isPresent())
        .findFirst()
        .map(c ->
            new CniInstaller(
                variable(c, CniInstaller.CONFIG_VARIABLE), variable(c, CniInstaller.MTU_VARIABLE)))
        .orElse(CniInstaller.NONE);
  }

  /** Of duplicates the last, as in the container. */
  private static Optional<EnvValue> variable(Container container, String name) {
    return container.getEnv().stream()
        .filter(e -> e.getName().equals(name))
        .reduce((first, last) -> last)
        .map(DaemonSetReader::value);
  }
}
