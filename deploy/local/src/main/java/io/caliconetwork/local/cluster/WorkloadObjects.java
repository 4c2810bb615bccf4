package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The objects of a mix of workloads. */
final class WorkloadObjects {
  private static final String APP = "app";
  private static final String IMAGE = "pause:3.10";

  /** Seconds, simulated: the API's 10 would make most of the work of thousands of pods. */
  private static final int PROBE_PERIOD = 30;

  private final Workloads numbers;

  WorkloadObjects(Workloads numbers) {
    this.numbers = numbers;
  }

  List<HasMetadata> namespaces() {
    List<HasMetadata> objects = new ArrayList<>();
    for (int i = 0; i < numbers.namespaces(); i++) {
      objects.add(
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(namespace(i))
              .addToLabels(Workloads.PART_OF, Workloads.PART_OF_VALUE)
              .endMetadata()
              .build());
    }
    return objects;
  }

  /** What controllers make pods of, and the budgets of those pods. */
  List<HasMetadata> controlled() {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(coreDns());
    for (int i = 0; i < numbers.deployments().size(); i++) {
      deployment(i, numbers.deployments().get(i), objects);
    }
    for (int i = 0; i < numbers.statefulSets().size(); i++) {
      statefulSet(i, numbers.statefulSets().get(i), objects);
    }
    for (int i = 0; i < numbers.daemonSets(); i++) {
      objects.add(daemonSet(i));
    }
    for (int i = 0; i < numbers.jobs().size(); i++) {
      objects.add(job(i, numbers.jobs().get(i)));
    }
    return objects;
  }

  List<HasMetadata> barePods() {
    return IntStream.range(0, numbers.barePods())
        .<HasMetadata>mapToObj(i ->
            new PodBuilder()
                .withMetadata(meta("bare", i))
                .withNewSpec()
                .addToContainers(serving())
                .endSpec()
                .build())
        .toList();
  }

  private String namespace(int index) {
    return "team-" + (index % numbers.namespaces() + 1);
  }

  private static String name(String kind, int index) {
    return kind + "-" + (index + 1);
  }

  private ObjectMeta meta(String kind, int index) {
    return new ObjectMetaBuilder()
        .withName(name(kind, index))
        .withNamespace(namespace(index))
        .addToLabels(Workloads.PART_OF, Workloads.PART_OF_VALUE)
        .addToLabels(APP, name(kind, index))
        .build();
  }

  private static LabelSelector selector(ObjectMeta of) {
    return new LabelSelectorBuilder().addToMatchLabels(APP, of.getName()).build();
  }

  private PodTemplateSpec template(ObjectMeta of) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToLabels(of.getLabels())
        .endMetadata()
        .withNewSpec()
        .addToContainers(serving())
        .endSpec()
        .build();
  }

  /** The probe asks nothing of Calico, so the simulated kubelet lets it succeed. */
  private Container serving() {
    return new ContainerBuilder()
        .withName("serve")
        .withImage(IMAGE)
        .withNewReadinessProbe()
        .withInitialDelaySeconds(Math.toIntExact(numbers.readyAfter().toSeconds()))
        .withPeriodSeconds(PROBE_PERIOD)
        .withNewTcpSocket()
        .withPort(new IntOrString(8080))
        .endTcpSocket()
        .endReadinessProbe()
        .build();
  }

  private void deployment(int index, int replicas, List<HasMetadata> objects) {
    ObjectMeta meta = meta("web", index);
    objects.add(deployment(meta, replicas, selector(meta), template(meta)));
    budget(index, replicas).ifPresent(spec -> objects.add(guarding(meta, spec)));
  }

  private static Deployment deployment(
      ObjectMeta meta, int replicas, LabelSelector selector, PodTemplateSpec template) {
    return new DeploymentBuilder()
        .withMetadata(meta)
        .withNewSpec()
        .withReplicas(replicas)
        .withSelector(selector)
        .withTemplate(template)
        .endSpec()
        .build();
  }

  /** Percentages, which the controller rounds up: of two pods, each of them lets one go. */
  private static Optional<PodDisruptionBudgetSpecBuilder> budget(int index, int replicas) {
    if (replicas < 2) {
      return Optional.empty();
    }
    PodDisruptionBudgetSpecBuilder spec = new PodDisruptionBudgetSpecBuilder();
    return switch (index % 3) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(spec.withMinAvailable(new IntOrString("50%")));
      default -> Optional.of(spec.withMaxUnavailable(new IntOrString("25%")));
    };
  }

  private static HasMetadata guarding(ObjectMeta of, PodDisruptionBudgetSpecBuilder budget) {
    PodDisruptionBudgetSpec spec = budget.withSelector(selector(of)).build();
    return new PodDisruptionBudgetBuilder().withMetadata(of).withSpec(spec).build();
  }

  private void statefulSet(int index, int replicas, List<HasMetadata> objects) {
    ObjectMeta meta = meta("db", index);
    objects.add(
        new StatefulSetBuilder()
            .withMetadata(meta)
            .withNewSpec()
            .withServiceName(meta.getName())
            .withReplicas(replicas)
            .withSelector(selector(meta))
            .withTemplate(template(meta))
            .endSpec()
            .build());
    if (replicas >= 2) {
      objects.add(
          guarding(
              meta, new PodDisruptionBudgetSpecBuilder().withMaxUnavailable(new IntOrString(1))));
    }
  }

  private HasMetadata daemonSet(int index) {
    ObjectMeta meta = meta("agent", index);
    PodTemplateSpec template = template(meta);
    template.setSpec(
        new PodSpecBuilder(template.getSpec())
            .addNewToleration()
            .withOperator("Exists")
            .endToleration()
            .build());
    return new DaemonSetBuilder()
        .withMetadata(meta)
        .withNewSpec()
        .withSelector(selector(meta))
        .withTemplate(template)
        .endSpec()
        .build();
  }

  private HasMetadata job(int index, int seconds) {
    ObjectMeta meta = meta("job", index);
    return new JobBuilder()
        .withMetadata(meta)
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(meta.getLabels())
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("work")
        .withImage(IMAGE)
        .withCommand("sleep", String.valueOf(seconds))
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private HasMetadata coreDns() {
    Map<String, String> dns = Map.of("k8s-app", "kube-dns");
    ObjectMeta meta =
        new ObjectMetaBuilder()
            .withName("coredns")
            .withNamespace("kube-system")
            .addToLabels(Workloads.PART_OF, Workloads.PART_OF_VALUE)
            .addToLabels(dns)
            .build();
    return deployment(
        meta,
        Workloads.CORE_DNS,
        new LabelSelectorBuilder().addToMatchLabels(dns).build(),
        template(meta));
  }
}
