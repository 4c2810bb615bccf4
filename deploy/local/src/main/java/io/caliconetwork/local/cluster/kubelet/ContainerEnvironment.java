package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves a container's environment as the kubelet does: at every start of the container, from
 * what the API server holds then. That is why a ConfigMap edit reaches a node at any restart, not
 * only at a rollout.
 */
final class ContainerEnvironment {

  /** The kubelet's CreateContainerConfigError. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1;

    Unresolved(String message) {
      super(message);
    }
  }

  private enum Kind {
    CONFIG_MAP("configmap", "ConfigMap"),
    SECRET("secret", "Secret");

    private final String lower;
    private final String title;

    Kind(String lower, String title) {
      this.lower = lower;
      this.title = title;
    }
  }

  private record Source(Kind kind, String name) {}

  /** {@code $$(X)} is an escape for {@code $(X)}. */
  private static final Pattern REFERENCE = Pattern.compile("(\\$?)\\$\\(([^)]+)\\)");

  private final KubernetesClient client;
  private final Pod pod;
  private final String podIp;
  private final String hostIp;

  /** One read per object and start, whatever the number of its keys that are used. */
  private final Map<Source, Optional<Map<String, String>>> read = new HashMap<>();

  ContainerEnvironment(KubernetesClient client, Pod pod, String podIp, String hostIp) {
    this.client = client;
    this.pod = pod;
    this.podIp = podIp;
    this.hostIp = hostIp;
  }

  Map<String, String> resolve(Container container) throws Unresolved {
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvFromSource from : container.getEnvFrom()) {
      addAll(from, environment);
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value =
          variable.getValueFrom() == null
              ? Optional.of(expand(orEmpty(variable.getValue()), environment))
              : from(variable.getValueFrom(), container);
      value.ifPresent(present -> environment.put(variable.getName(), present));
    }
    return environment;
  }

  private void addAll(EnvFromSource from, Map<String, String> environment) throws Unresolved {
    Source source;
    boolean optional;
    if (from.getConfigMapRef() != null) {
      source = new Source(Kind.CONFIG_MAP, from.getConfigMapRef().getName());
      optional = Boolean.TRUE.equals(from.getConfigMapRef().getOptional());
    } else if (from.getSecretRef() != null) {
      source = new Source(Kind.SECRET, from.getSecretRef().getName());
      optional = Boolean.TRUE.equals(from.getSecretRef().getOptional());
    } else {
      return;
    }
    Optional<Map<String, String>> data = data(source);
    if (data.isEmpty() && !optional) {
      throw notFound(source);
    }
    data.orElse(Map.of())
        .forEach((key, value) -> environment.put(orEmpty(from.getPrefix()) + key, value));
  }

  private Optional<String> from(EnvVarSource source, Container container) throws Unresolved {
    if (source.getConfigMapKeyRef() != null) {
      var ref = source.getConfigMapKeyRef();
      return key(new Source(Kind.CONFIG_MAP, ref.getName()), ref.getKey(), ref.getOptional());
    }
    if (source.getSecretKeyRef() != null) {
      var ref = source.getSecretKeyRef();
      return key(new Source(Kind.SECRET, ref.getName()), ref.getKey(), ref.getOptional());
    }
    if (source.getFieldRef() != null) {
      return Optional.of(field(source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(resource(source.getResourceFieldRef().getResource(), container));
    }
    return Optional.empty();
  }

  private Optional<String> key(Source source, String key, Boolean optional) throws Unresolved {
    Optional<Map<String, String>> data = data(source);
    if (data.isPresent() && data.get().containsKey(key)) {
      return Optional.of(data.get().get(key));
    }
    if (Boolean.TRUE.equals(optional)) {
      return Optional.empty();
    }
    if (data.isEmpty()) {
      throw notFound(source);
    }
    throw new Unresolved(
        "couldn't find key %s in %s %s/%s"
            .formatted(key, source.kind().title, pod.getMetadata().getNamespace(), source.name()));
  }

  private static Unresolved notFound(Source source) {
    return new Unresolved("%s \"%s\" not found".formatted(source.kind().lower, source.name()));
  }

  private Optional<Map<String, String>> data(Source source) {
    return read.computeIfAbsent(source, this::fetch);
  }

  private Optional<Map<String, String>> fetch(Source source) {
    String namespace = pod.getMetadata().getNamespace();
    if (source.kind() == Kind.CONFIG_MAP) {
      var map = client.configMaps().inNamespace(namespace).withName(source.name()).get();
      return Optional.ofNullable(map).map(found -> orEmpty(found.getData()));
    }
    var secret = client.secrets().inNamespace(namespace).withName(source.name()).get();
    return Optional.ofNullable(secret)
        .map(found -> {
          Map<String, String> decoded = new LinkedHashMap<>();
          orEmpty(found.getData())
              .forEach((key, value) ->
                  decoded.put(
                      key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
          return decoded;
        });
  }

  private String field(String path) {
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.hostIP", "status.hostIPs" -> hostIp;
      default -> subscript(path);
    };
  }

  private String subscript(String path) {
    Matcher matcher = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)'\\]").matcher(path);
    if (!matcher.matches()) {
      return "";
    }
    Map<String, String> map =
        matcher.group(1).equals("labels")
            ? pod.getMetadata().getLabels()
            : pod.getMetadata().getAnnotations();
    return orEmpty(orEmpty(map).get(matcher.group(2)));
  }

  private static String resource(String name, Container container) {
    if (container.getResources() == null) {
      return "0";
    }
    String resource = name.substring(name.indexOf('.') + 1);
    var values =
        name.startsWith("limits.")
            ? container.getResources().getLimits()
            : container.getResources().getRequests();
    return values == null || values.get(resource) == null ? "0" : values.get(resource).toString();
  }

  private static String expand(String value, Map<String, String> environment) {
    return REFERENCE
        .matcher(value)
        .replaceAll(match -> {
          String whole = "$(" + match.group(2) + ")";
          boolean escaped = !match.group(1).isEmpty();
          // An unknown name stays as it is written, as in the kubelet.
          return Matcher.quoteReplacement(
              escaped ? whole : environment.getOrDefault(match.group(2), whole));
        });
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
