package io.caliconetwork.operator.cluster;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Our small manifest as k0s would render it: no ConfigMap, every value of it in the DaemonSet, the
 * program under another path, a variable of the admin's once more at the end.
 */
final class K0sShape {

  private K0sShape() {}

  static Path write(KubernetesClient client, Path to) throws IOException {
    List<HasMetadata> objects;
    try (var in = Files.newInputStream(RepositoryLayout.find().smallManifest())) {
      objects = client.load(in).items().stream().filter(Objects::nonNull).toList();
    }
    var config =
        objects.stream()
            .filter(
                o -> o instanceof ConfigMap && o.getMetadata().getName().equals("calico-config"))
            .map(o -> ((ConfigMap) o).getData())
            .findFirst()
            .orElseThrow();
    var kept = new ArrayList<HasMetadata>();
    for (var object : objects) {
      if (object instanceof DaemonSet set) {
        inline(set, config);
      }
      if (!(object instanceof ConfigMap map)
          || !map.getMetadata().getName().equals("calico-config")) {
        kept.add(object);
      }
    }
    return Files.writeString(
        to, kept.stream().map(Serialization::asYaml).collect(Collectors.joining("---\n")));
  }

  private static void inline(DaemonSet set, Map<String, String> config) {
    var pod = set.getSpec().getTemplate().getSpec();
    var all = new ArrayList<Container>(pod.getInitContainers());
    all.addAll(pod.getContainers());
    for (var container : all) {
      container.setEnv(container.getEnv().stream().map(e -> literal(e, config)).toList());
    }
    var calicoNode = CalicoState.container(set);
    for (var probe : List.of(calicoNode.getLivenessProbe(), calicoNode.getReadinessProbe())) {
      probe
          .getExec()
          .setCommand(
              probe.getExec().getCommand().stream()
                  .map(w -> w.replace("/bin/", "/usr/bin/"))
                  .toList());
    }
  }

  private static EnvVar literal(EnvVar variable, Map<String, String> config) {
    return variable.getValueFrom() == null || variable.getValueFrom().getConfigMapKeyRef() == null
        ? variable
        : new EnvVarBuilder()
            .withName(variable.getName())
            .withValue(config.get(variable.getValueFrom().getConfigMapKeyRef().getKey()))
            .build();
  }
}
