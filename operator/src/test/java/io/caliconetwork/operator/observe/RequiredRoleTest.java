package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequiredRoleTest {

  private static final CalicoObjects USUAL =
      new CalicoObjects("kube-system", "calico-node", "calico-config");

  /** A rule added there is missing here, where Calico's objects have other names. */
  @Test
  void hasTheRulesOfTheInstalledRole() throws IOException {
    var installed =
        documents(Files.readString(RepositoryLayout.find().operatorRbac()))
            .filter(d -> d.contains("kind: Role\n") && d.contains("namespace: kube-system"))
            .map(d -> Serialization.unmarshal(d, Role.class))
            .findFirst()
            .orElseThrow();
    assertThat(rules(role(USUAL)))
        .containsExactlyInAnyOrderElementsOf(
            rules(installed).stream()
                // That is in kube-system wherever Calico is.
                .filter(r -> !r.contains("kubeadm-config"))
                .toList());
  }

  @Test
  void namesTheObjectsAndTheAccountThatWasRefused() {
    var names = new CalicoObjects("cni", "nodes", "settings");
    var remedy =
        RequiredRole.remedy(
            names,
            Optional.of(
                "configmaps \"settings\" is forbidden: User"
                    + " \"system:serviceaccount:ops:our-operator\" cannot list resource"));
    assertThat(remedy)
        .startsWith("grant it to the operator's ServiceAccount: kubectl apply -f - <<'EOF'\n")
        .endsWith("\nEOF");
    var yaml = remedy.substring(remedy.indexOf('\n') + 1, remedy.length() - 3);
    var role = Serialization.unmarshal(documents(yaml).toList().get(0), Role.class);
    var binding = Serialization.unmarshal(documents(yaml).toList().get(1), RoleBinding.class);
    assertThat(role.getMetadata().getNamespace()).isEqualTo("cni");
    assertThat(role.getRules())
        .extracting(PolicyRule::getResourceNames)
        .contains(List.of("nodes"), List.of("settings"));
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.getName()).isEqualTo("our-operator");
          assertThat(s.getNamespace()).isEqualTo("ops");
        });
    assertThat(RequiredRole.remedy(names, Optional.of("no")))
        .contains("name: calico-network-operator, namespace: calico-network-operator");
  }

  private static Role role(CalicoObjects names) {
    return Serialization.unmarshal(
        documents(RequiredRole.yaml(names, "n", "a")).findFirst().orElseThrow(), Role.class);
  }

  private static Stream<String> documents(String yaml) {
    return Stream.of(yaml.split("(?m)^---$"));
  }

  private static List<String> rules(Role role) {
    return role.getRules().stream().map(Serialization::asJson).toList();
  }
}
