package io.caliconetwork.operator.cli;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.cli.Manifests.Rule;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** A ServiceAccount with the rules of deploy/rbac-plan-reader.yaml, or some of them. */
record PlanReader(String name, Path kubeconfig) {

  private static final String NAMESPACE = "default";
  private static final String GROUP = "rbac.authorization.k8s.io";

  /** Creates account, roles and bindings, and writes the kubeconfig into the directory. */
  static PlanReader create(
      SimulatedCluster cluster, String name, Predicate<Rule> granted, Path directory) {
    var client = cluster.client();
    var file = RepositoryLayout.find().root().resolve("deploy/rbac-plan-reader.yaml");
    var rules = Manifests.rules(file).stream().filter(granted).toList();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(of("", rules))
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef(GROUP, "ClusterRole", name)
                .withSubjects(subject(name))
                .build())
        .create();
    for (var namespace : List.of("kube-system", "default")) {
      bind(client, name, namespace, of(namespace, rules));
    }
    return new PlanReader(
        name,
        ServiceAccountKubeconfig.write(
            client, NAMESPACE, name, directory.resolve(name + ".kubeconfig")));
  }

  private static void bind(
      KubernetesClient client, String name, String namespace, List<PolicyRule> rules) {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef(GROUP, "Role", name)
                .withSubjects(subject(name))
                .build())
        .create();
  }

  String user() {
    return ServiceAccountKubeconfig.userName(NAMESPACE, name);
  }

  private static List<PolicyRule> of(String namespace, List<Rule> rules) {
    return rules.stream().filter(r -> r.namespace().equals(namespace)).map(Rule::policy).toList();
  }

  private static Subject subject(String name) {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(name)
        .withNamespace(NAMESPACE)
        .build();
  }
}
