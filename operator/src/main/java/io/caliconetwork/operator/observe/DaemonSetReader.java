package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts.ObjectId;
import io.caliconetwork.operator.snapshot.Rollout;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the calico-node DaemonSet. */
final class DaemonSetReader {

  /** Carries the API server's address for eBPF mode in every manifest of Calico's, no more. */
  private static final String API_SERVER_ADDRESS = "kubernetes-services-endpoint";

  private static final String FELIX_PORT_VARIABLE = "FELIX_HEALTHPORT";
  private static final String FELIX_PORT = "9099";
  private static final List<String> FELIX_PATHS = List.of("/liveness", "/readiness");

  private DaemonSetReader() {}

  static DaemonSetFacts read(DaemonSet object) {
    var meta = object.getMetadata();
    var spec = object.getSpec();
    var template = spec.getTemplate();
    var annotations =
        template.getMetadata() == null ? null : template.getMetadata().getAnnotations();
    var strategy = spec.getUpdateStrategy();
    return new DaemonSetFacts(
        new ObjectId(meta.getNamespace(), meta.getName(), meta.getUid(), meta.getResourceVersion()),
        rollout(object),
        annotations == null ? Map.of() : annotations,
        template.getSpec().getContainers().stream()
            .filter(c -> CalicoNodeContainer.NAME.equals(c.getName()))
            .findFirst()
            .map(DaemonSetReader::container),
        OwnedFields.of(meta.getManagedFields()),
        strategy != null && "OnDelete".equals(strategy.getType()),
        CniInstallerReader.read(template.getSpec()));
  }

  private static Rollout rollout(DaemonSet object) {
    var status = object.getStatus();
    var generation = number(object.getMetadata().getGeneration());
    return status == null
        ? new Rollout(generation, 0, 0, 0, 0)
        : new Rollout(
            generation,
            number(status.getObservedGeneration()),
            number(status.getDesiredNumberScheduled()),
            number(status.getUpdatedNumberScheduled()),
            number(status.getNumberAvailable()));
  }

  private static CalicoNodeContainer container(Container container) {
    var env = new LinkedHashMap<String, EnvValue>();
    container.getEnv().forEach(e -> env.put(e.getName(), value(e)));
    var port = env.get(FELIX_PORT_VARIABLE) instanceof EnvValue.Literal l ? l.value() : FELIX_PORT;
    return new CalicoNodeContainer(
        container.getImage() == null ? "" : container.getImage(),
        env,
        container.getEnvFrom().stream().flatMap(e -> described(e).stream()).toList(),
        probe(container.getLivenessProbe(), port),
        probe(container.getReadinessProbe(), port));
  }

  private static Optional<String> described(EnvFromSource source) {
    if (source.getConfigMapRef() != null) {
      return Optional.of(source.getConfigMapRef().getName())
          .filter(name -> !name.equals(API_SERVER_ADDRESS))
          .map(name -> "ConfigMap " + name);
    }
    return Optional.ofNullable(source.getSecretRef()).map(s -> "Secret " + s.getName());
  }

  private static HealthProbe probe(Probe probe, String felixPort) {
    if (probe == null) {
      return new HealthProbe.Absent();
    }
    if (probe.getExec() != null && probe.getExec().getCommand() != null) {
      return new HealthProbe.Command(probe.getExec().getCommand());
    }
    var http = probe.getHttpGet();
    if (http != null && http.getPort() != null && http.getPath() != null) {
      return String.valueOf(http.getPort().getIntVal()).equals(felixPort)
              && FELIX_PATHS.contains(http.getPath())
          ? new HealthProbe.FelixEndpoint(http.getPath())
          : new HealthProbe.Other("httpGet " + http.getPath());
    }
    return new HealthProbe.Other(kind(probe));
  }

  private static String kind(Probe probe) {
    if (probe.getHttpGet() != null) {
      return "httpGet";
    }
    return probe.getTcpSocket() != null ? "tcpSocket" : "of an unknown kind";
  }

  static EnvValue value(EnvVar variable) {
    var source = variable.getValueFrom();
    if (source == null) {
      return new EnvValue.Literal(variable.getValue() == null ? "" : variable.getValue());
    }
    var key = source.getConfigMapKeyRef();
    return key == null
        ? new EnvValue.Other(kind(source))
        : new EnvValue.ConfigMapKey(Optional.ofNullable(key.getName()).orElse(""), key.getKey());
  }

  private static String kind(EnvVarSource source) {
    if (source.getSecretKeyRef() != null) {
      return "secretKeyRef";
    }
    if (source.getFieldRef() != null) {
      return "fieldRef";
    }
    return source.getResourceFieldRef() != null ? "resourceFieldRef" : "source of an unknown kind";
  }

  private static long number(Long value) {
    return value == null ? 0 : value;
  }

  private static int number(Integer value) {
    return value == null ? 0 : value;
  }
}
