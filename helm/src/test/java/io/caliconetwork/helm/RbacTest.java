package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The least of the least. */
class RbacTest {

  private static final Chart CHART = Chart.ours();
  private static final Set<String> READING = Set.of("get", "list", "watch");

  /** Writes that cannot be limited to a name, each for a reason that its rule tells. */
  private static final List<String> UNNAMED_WRITES =
      List.of(
          "caliconetworks/status: patch",
          "ippools: create, patch",
          "ippools: update",
          "pods/eviction: create",
          "ipamblocks, blockaffinities: patch, delete",
          "events: create, patch",
          "leases: create");

  @Test
  void holdsNoWildcardAndNoSecret() {
    assertThat(rules(CHART.render("{rbac: {planReader: true}}")))
        .hasSizeGreaterThan(30)
        .allSatisfy(rule -> {
          assertThat(rule.getVerbs()).doesNotContain("*");
          assertThat(rule.getApiGroups()).doesNotContain("*");
          assertThat(rule.getResources()).doesNotContain("secrets").noneMatch(r -> r.contains("*"));
          // Whoever has one of these has everything.
          assertThat(rule.getVerbs()).doesNotContain("escalate", "bind", "impersonate");
          assertThat(rule.getNonResourceURLs()).isEmpty();
        });
  }

  @Test
  void namesWhatItWritesWhereItCan() {
    assertThat(rules(CHART.render("")).stream().filter(r -> r.getResourceNames().isEmpty()))
        .filteredOn(r -> !READING.containsAll(r.getVerbs()))
        .extracting(r ->
            String.join(", ", r.getResources())
                + ": "
                + String.join(
                    ", ", r.getVerbs().stream().filter(v -> !READING.contains(v)).toList()))
        .containsExactlyInAnyOrderElementsOf(UNNAMED_WRITES);
  }

  @Test
  void evictsOnlyWhereAllowed() {
    assertThat(rules(CHART.render("{rbac: {evictPods: false}}")))
        .flatExtracting(PolicyRule::getResources)
        .doesNotContain("pods/eviction");
  }

  @Test
  void deletesOnlyPoolsThatAreNamed() {
    assertThat(rules(CHART.render("{rbac: {deletablePools: [our-pool]}}")))
        .filteredOn(r -> r.getResources().contains("ippools") && r.getVerbs().contains("delete"))
        .singleElement()
        .satisfies(
            r -> assertThat(r.getResourceNames()).contains("default-ipv4-ippool", "our-pool"));
  }

  @Test
  void followsCalicoToItsNamespace() {
    var rendered =
        CHART.render("{calico: {namespace: cni, daemonSet: nodes, configMap: settings}}");
    var there = role(rendered, "cni");
    assertThat(there.getRules())
        .flatExtracting(PolicyRule::getResourceNames)
        .contains("nodes", "settings", "calico-kube-controllers")
        .doesNotContain("calico-node", "calico-config", "kubeadm-config");
    assertThat(role(rendered, "kube-system").getRules())
        .flatExtracting(PolicyRule::getResourceNames)
        .containsExactlyInAnyOrder("kubeadm-config", "kube-proxy");
  }

  /** All in kube-system, as where no other namespace may have privileged pods. */
  @Test
  void oneNamespaceMayBeSeveralThings() {
    var rendered = CHART.render("calico-network-operator", "kube-system", "");
    assertThat(role(rendered, "kube-system").getRules())
        .flatExtracting(PolicyRule::getResources)
        .contains("daemonsets", "configmaps", "leases");
    assertThat(rendered.all(Role.class)).hasSize(2);
  }

  @Test
  void isLeftOutOnDemand() {
    var rendered = CHART.render("{rbac: {create: false, planReader: true}}");
    assertThat(rules(rendered)).isEmpty();
    assertThat(rendered.names()).noneMatch(n -> n.contains("Binding"));
  }

  private static Role role(Rendered rendered, String namespace) {
    var found =
        rendered.all(Role.class).stream()
            .filter(r -> r.getMetadata().getNamespace().equals(namespace))
            .toList();
    assertThat(found).as("roles in %s", namespace).hasSize(1);
    return found.getFirst();
  }

  private static List<PolicyRule> rules(Rendered rendered) {
    return Stream.concat(
            rendered.all(ClusterRole.class).stream().flatMap(r -> r.getRules().stream()),
            rendered.all(Role.class).stream().flatMap(r -> r.getRules().stream()))
        .toList();
  }
}
