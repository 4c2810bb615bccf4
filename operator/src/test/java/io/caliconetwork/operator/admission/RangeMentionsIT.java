package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Warning;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Objects that go by the range that pods are to leave, on a real API server, by the real rights.
 */
class RangeMentionsIT {

  private static final String OLD_RANGE = "192.168.0.0/16";

  private static ControlPlane controlPlane;
  private static KubernetesClient client;
  private static Surroundings surroundings;
  private static RealOperator operator;
  private static AdminsNetwork network;

  @BeforeAll
  static void start() throws IOException {
    controlPlane = ControlPlane.start();
    client = controlPlane.client();
    network = new AdminsNetwork(client);
    InstalledCalico.install(client);
    surroundings = new Surroundings(client);
    surroundings.twoNodes();
    RealOperator.install(client);
    operator = RealOperator.start(controlPlane, client);
  }

  @AfterAll
  static void stop() {
    operator.close();
    client.close();
    controlPlane.close();
  }

  @AfterEach
  void restore() {
    network.delete();
    surroundings.restore();
  }

  /** The CRDs of network sets and BGP filters as far as a spec of any form needs one. */
  private static String crd(String kind, String plural) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: %2$s.crd.projectcalico.org}
    spec:
      group: crd.projectcalico.org
      names: {kind: %1$s, listKind: %1$sList, plural: %2$s, singular: %3$s}
      scope: Cluster
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
    """
        .formatted(kind, plural, plural.substring(0, plural.length() - 1));
  }

  private static void serve(String kind, String plural) {
    surroundings.apply(crd(kind, plural));
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(plural + ".crd.projectcalico.org")
        .waitUntilCondition(
            c ->
                c.getStatus() != null
                    && c.getStatus().getConditions() != null
                    && c.getStatus().getConditions().stream()
                        .anyMatch(
                            k -> k.getType().equals("Established") && k.getStatus().equals("True")),
            30,
            TimeUnit.SECONDS);
  }

  /** With the kinds that Calico's small manifest lacks not served, and then served. */
  @Test
  void whatMentionsTheOldRangeIsNamedUntilItMentionsTheNewOne() {
    surroundings.apply(
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: api, namespace:"
            + " default}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "
            + OLD_RANGE
            + "}}]}]}}");
    network.create("Plan", Map.of("overlay", "IPIP", "cidr", "10.9.0.0/16"));
    awaitBlocker(
        "OldRangeInPolicies",
        "NetworkPolicy default/api (spec.ingress[0].from[0].ipBlock.cidr: 192.168.0.0/16)");
    assertThat(network.blockers()).extracting(Blocker::check).doesNotContain("OldRangeInBGP");

    serve("GlobalNetworkSet", "globalnetworksets");
    serve("BGPFilter", "bgpfilters");
    surroundings.apply(
        "{apiVersion: crd.projectcalico.org/v1, kind: GlobalNetworkSet, metadata: {name: pods},"
            + " spec: {nets: [10.77.0.0/16, 192.168.0.0/24]}}");
    surroundings.apply(
        "{apiVersion: crd.projectcalico.org/v1, kind: BGPFilter, metadata: {name: fabric}, spec:"
            + " {exportV4: [{action: Accept, matchOperator: In, cidr: "
            + OLD_RANGE
            + "}]}}");
    // Another range is another question: the answer about the first serves for half a minute.
    network.patch("{\"spec\": {\"cidr\": \"10.8.0.0/16\"}}");
    awaitBlocker("OldRangeInPolicies", "GlobalNetworkSet pods (spec.nets[1]: 192.168.0.0/24)");
    awaitBlocker("OldRangeInBGP", "BGPFilter fabric (spec.exportV4[0].cidr: 192.168.0.0/16)");
    assertThat(network.blockers())
        .filteredOn(b -> b.check().startsWith("OldRange"))
        .allMatch(Blocker::acceptable);

    network.patch("{\"spec\": {\"acceptRisks\": [\"OldRangeInPolicies\", \"OldRangeInBGP\"]}}");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(warnings("OldRangeIn"))
                .hasSize(2)
                .allMatch(w -> w.endsWith("; accepted by spec.acceptRisks")));
    assertThat(network.blockers())
        .extracting(Blocker::check)
        .noneMatch(c -> c.startsWith("OldRange"));

    surroundings.apply(
        "{apiVersion: crd.projectcalico.org/v1, kind: BGPFilter, metadata: {name: fabric}, spec:"
            + " {exportV4: [{action: Accept, matchOperator: In, cidr: "
            + OLD_RANGE
            + "}, {action: Accept, matchOperator: In, cidr: 10.9.0.0/16}]}}");
    network.patch("{\"spec\": {\"cidr\": \"10.9.0.0/16\", \"acceptRisks\": []}}");
    awaitBlocker("OldRangeInPolicies", "NetworkPolicy default/api");
    assertThat(network.blockers()).extracting(Blocker::check).doesNotContain("OldRangeInBGP");
  }

  /** More than a page of the API server's answer. */
  @Test
  void everyPageIsRead() {
    for (int i = 0; i < 230; i++) {
      client
          .resource(
              "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p"
                  + i
                  + ", namespace: kube-public}, spec: {podSelector: {}, egress: [{to: [{ipBlock:"
                  + " {cidr: 192.168.0.0/16}}]}]}}")
          .create();
    }
    try {
      network.create("Plan", Map.of("overlay", "IPIP", "cidr", "10.10.0.0/16"));
      awaitBlocker("OldRangeInPolicies", "230 policies or network sets mention");
    } finally {
      client.network().v1().networkPolicies().inNamespace("kube-public").delete();
    }
  }

  @Test
  void aMissingRightIsNamed() {
    var role = client.rbac().clusterRoles().withName("calico-network-operator");
    var rules = role.require().getRules();
    // Not the whole rule: it also lets the operator list what it watches.
    role.edit(r ->
        new ClusterRoleBuilder(r)
            .editMatchingRule(rule -> rule.build().getResources().contains("globalnetworksets"))
            .removeFromResources("globalnetworkpolicies", "networkpolicies")
            .endRule()
            .build());
    try {
      network.create("Plan", Map.of("overlay", "IPIP", "cidr", "10.11.0.0/16"));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(
                      String.valueOf(
                          client
                              .resources(DeclaredNetwork.class)
                              .withName("default")
                              .require()
                              .getStatus()))
                  .contains(
                      "no permission to list globalnetworkpolicies.crd.projectcalico.org,"
                          + " networkpolicies.crd.projectcalico.org"));
    } finally {
      role.edit(r -> new ClusterRoleBuilder(r).withRules(rules).build());
    }
  }

  private static void awaitBlocker(String check, String names) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(network.blockers())
                .filteredOn(b -> b.check().equals(check))
                .singleElement()
                .satisfies(b -> assertThat(b.message()).contains(names)));
  }

  private static List<String> warnings(String check) {
    return network.status().map(CalicoNetworkStatus::warnings).stream()
        .flatMap(List::stream)
        .filter(w -> w.check().startsWith(check))
        .map(Warning::message)
        .toList();
  }
}
