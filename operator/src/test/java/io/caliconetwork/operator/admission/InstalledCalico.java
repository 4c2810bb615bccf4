package io.caliconetwork.operator.admission;

import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calico's objects on an API server without nodes: nothing moves but what a test moves. */
final class InstalledCalico {

  private static final String NAMESPACE = "kube-system";

  private final KubernetesClient client;
  private final List<HasMetadata> manifest;

  private InstalledCalico(KubernetesClient client, List<HasMetadata> manifest) {
    this.client = client;
    this.manifest = manifest;
  }

  /** Our small manifest, with the freedom that real IPPool schemas up to v3.31 leave. */
  static InstalledCalico install(KubernetesClient client) {
    var file = RepositoryLayout.find().smallManifest();
    new ManifestInstaller(client).apply(file);
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("ippools.crd.projectcalico.org")
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\": \"add\", \"value\": true, \"path\": \"/spec/versions/0/schema/openAPIV3Schema"
                + "/properties/spec/x-kubernetes-preserve-unknown-fields\"}]");
    var calico = new InstalledCalico(client, List.copyOf(client.load(open(file)).items()));
    calico.restore();
    return calico;
  }

  private static java.io.InputStream open(java.nio.file.Path file) {
    try {
      return java.nio.file.Files.newInputStream(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As the manifest and the first calico-node left it. */
  void restore() {
    delete(client.apps().daemonSets().inNamespace(NAMESPACE).withName("calico-node"));
    delete(client.apps().daemonSets().inNamespace(NAMESPACE).withName("canal"));
    delete(client.configMaps().inNamespace(NAMESPACE).withName("calico-config"));
    pools().forEach(p -> delete(object("IPPool", "ippools", p.getMetadata().getName())));
    delete(object("ClusterInformation", "clusterinformations", "default"));
    manifest.stream()
        .filter(o -> List.of("DaemonSet", "ConfigMap").contains(o.getKind()))
        .forEach(o -> client.resource(o).create());
    pool("default-ipv4-ippool", "{\"cidr\": \"192.168.0.0/16\"}");
    create(
        "ClusterInformation",
        "default",
        "{\"calicoVersion\": \"v3.30.7\", \"datastoreReady\": true}");
  }

  private static void delete(Resource<? extends HasMetadata> object) {
    object.delete();
    object.waitUntilCondition(o -> o == null, 30, TimeUnit.SECONDS);
  }

  /** JSON patch of the calico-node container; paths are relative to it. */
  void container(String operation, String path, String value) {
    patch(
        client.apps().daemonSets().inNamespace(NAMESPACE).withName("calico-node"),
        operation,
        "/spec/template/spec/containers/0" + path,
        value);
  }

  /** Replaces or adds a variable; the source is JSON such as {@code {"value": "x"}}. */
  void variable(String name, String source) {
    var env =
        client
            .apps()
            .daemonSets()
            .inNamespace(NAMESPACE)
            .withName("calico-node")
            .require()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv();
    var named = "{\"name\": \"" + name + "\", " + source.substring(1);
    for (int i = 0; i < env.size(); i++) {
      if (env.get(i).getName().equals(name)) {
        container("replace", "/env/" + i, named);
        return;
      }
    }
    container("add", "/env/-", named);
  }

  void removeVariable(String name) {
    var env =
        client
            .apps()
            .daemonSets()
            .inNamespace(NAMESPACE)
            .withName("calico-node")
            .require()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv();
    for (int i = env.size() - 1; i >= 0; i--) {
      if (env.get(i).getName().equals(name)) {
        container("remove", "/env/" + i, "null");
      }
    }
  }

  void configMap(String operation, String key, String value) {
    patch(
        client.configMaps().inNamespace(NAMESPACE).withName("calico-config"),
        operation,
        "/data/" + key,
        value);
  }

  void removeConfigMap() {
    delete(client.configMaps().inNamespace(NAMESPACE).withName("calico-config"));
  }

  void renameConfigMap(String to) {
    var map = client.configMaps().inNamespace(NAMESPACE).withName("calico-config").require();
    client
        .resource(
            new ConfigMapBuilder(map)
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(to)
                .endMetadata()
                .build())
        .create();
    removeConfigMap();
  }

  /** What canal.yaml leaves: flannel's DaemonSet and no calico-node. */
  void becomeCanal() {
    var set = client.apps().daemonSets().inNamespace(NAMESPACE).withName("calico-node").require();
    delete(client.apps().daemonSets().inNamespace(NAMESPACE).withName("calico-node"));
    client
        .resource(
            new DaemonSetBuilder(set)
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("canal")
                .endMetadata()
                .withStatus(null)
                .build())
        .create();
  }

  /** Modes and options as calico-node gives them, unless the spec has its own. */
  void pool(String name, String spec) {
    create(
        "IPPool",
        name,
        "{\"blockSize\": 26, \"ipipMode\": \"Always\", \"vxlanMode\": \"Never\", \"natOutgoing\":"
            + " true, \"nodeSelector\": \"all()\", "
            + spec.substring(1));
  }

  void removePool(String name) {
    delete(object("IPPool", "ippools", name));
  }

  void poolField(String field, String value) {
    patch(object("IPPool", "ippools", "default-ipv4-ippool"), "add", "/spec/" + field, value);
  }

  void lock() {
    patch(
        object("ClusterInformation", "clusterinformations", "default"),
        "replace",
        "/spec/datastoreReady",
        "false");
  }

  private void create(String kind, String name, String spec) {
    var object = new GenericKubernetesResource();
    object.setApiVersion("crd.projectcalico.org/v1");
    object.setKind(kind);
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    object.setAdditionalProperty("spec", Serialization.unmarshal(spec, Map.class));
    client.resource(object).create();
  }

  private static void patch(
      Resource<? extends HasMetadata> object, String operation, String path, String value) {
    object.patch(
        PatchContext.of(PatchType.JSON),
        "[{\"op\": \"%s\", \"path\": \"%s\", \"value\": %s}]".formatted(operation, path, value));
  }

  private Resource<GenericKubernetesResource> object(String kind, String plural, String name) {
    return client.genericKubernetesResources(context(kind, plural)).withName(name);
  }

  private List<GenericKubernetesResource> pools() {
    return client.genericKubernetesResources(context("IPPool", "ippools")).list().getItems();
  }

  private static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("crd.projectcalico.org")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }

  /** Everything of Calico's that must not be lost, for comparison. */
  List<String> contents() {
    var contents = new ArrayList<String>();
    client
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .forEach(d -> contents.add(Serialization.asJson(d.getSpec())));
    client.configMaps().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(c -> c.getMetadata().getName().startsWith("calico"))
        .forEach(c -> contents.add(Serialization.asJson(c.getData())));
    pools()
        .forEach(p ->
            contents.add(
                p.getMetadata().getResourceVersion()
                    + Serialization.asJson(p.getAdditionalProperties())));
    return contents;
  }
}
