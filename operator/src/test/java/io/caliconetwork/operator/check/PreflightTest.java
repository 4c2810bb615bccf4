package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each check: the smallest cluster that trips it, and a neighbour that does not. */
class PreflightTest {

  private static final String BACKEND = "CALICO_NETWORKING_BACKEND";

  /**
   * @param names what the sentence must mention
   */
  private record Case(CheckId check, Wish wish, Cluster trips, Cluster neighbour, String names) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              CheckId.TIGERA_OPERATOR,
              Wishes.overlay(VXLAN),
              Cluster.installed().owner(OtherOwner.TIGERA_OPERATOR),
              Cluster.installed(),
              "Installation 'default'"),
          new Case(
              CheckId.CANAL,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutDaemonSet().owner(OtherOwner.CANAL),
              Cluster.installed().withoutDaemonSet(),
              "DaemonSet 'canal'"),
          new Case(
              CheckId.ETCD_DATASTORE,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutEnv("DATASTORE_TYPE"),
              Cluster.installed(),
              "DATASTORE_TYPE is not set"),
          new Case(
              CheckId.ETCD_DATASTORE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("DATASTORE_TYPE", "etcdv3"),
              Cluster.installed().env("DATASTORE_TYPE", "kubernetes"),
              "etcdv3"),
          new Case(
              CheckId.HOST_LOCAL_IPAM,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("USE_POD_CIDR", "True"),
              Cluster.installed().env("USE_POD_CIDR", "false"),
              "USE_POD_CIDR"),
          new Case(
              CheckId.HOST_LOCAL_IPAM,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .configMap("cni_network_config", "{\"ipam\": {\"type\": \"host-local\"}}"),
              Cluster.installed()
                  .configMap(
                      "cni_network_config",
                      "{\"ipam\":{\"assign_ipv4\":\"true\",\"type\":\"calico-ipam\"}}"),
              "calico-ipam"),
          new Case(
              CheckId.BACKEND_NONE,
              Wishes.overlay(VXLAN),
              Cluster.installed().configMap("calico_backend", "none"),
              Cluster.installed().configMap("calico_backend", "None"),
              "CALICO_NETWORKING_BACKEND=none"),
          new Case(
              CheckId.DATASTORE_LOCKED,
              Wishes.overlay(VXLAN),
              Cluster.installed().locked(),
              Cluster.installed(),
              "datastoreReady: false"),
          new Case(
              CheckId.API_GROUP,
              Wishes.overlay(VXLAN),
              Cluster.installed().api(Datastore.Api.NATIVE_V3),
              Cluster.installed(),
              "projectcalico.org/v3"),
          new Case(
              CheckId.API_GROUP,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("CALICO_API_GROUP", "ProjectCalico.org/v3"),
              Cluster.installed().env("CALICO_API_GROUP", "crd.projectcalico.org/v1"),
              "projectcalico.org/v3"),
          new Case(
              CheckId.CONTAINER_MISSING,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutContainer(),
              Cluster.installed(),
              "DaemonSet kube-system/calico-node"),
          new Case(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutConfigMap(),
              Cluster.installed(),
              "there is no such ConfigMap"),
          new Case(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutKey("calico_backend"),
              Cluster.installed().configMap("calico_backend", ""),
              "calico_backend"),
          new Case(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().configMapNamed("other"),
              Cluster.installed().configMapNamed("calico-config"),
              "calico-config"),
          new Case(
              CheckId.BACKEND_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env(BACKEND, new EnvValue.Other("secretKeyRef")),
              Cluster.installed().env(BACKEND, "bird"),
              "secretKeyRef"),
          new Case(
              CheckId.BACKEND_SOURCE,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutEnv(BACKEND).envFrom("ConfigMap mine"),
              Cluster.installed().withoutEnv(BACKEND),
              "ConfigMap mine by envFrom"),
          new Case(
              CheckId.PROBE_UNKNOWN,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .probes(List.of("check-calico"), List.of("/bin/calico-node", "-felix-ready")),
              Cluster.installed(),
              "livenessProbe exec [check-calico]"),
          new Case(
              CheckId.PROBE_UNKNOWN,
              Wishes.overlay(VXLAN),
              Cluster.installed().liveness(new HealthProbe.Other("tcpSocket")),
              Cluster.installed().liveness(new HealthProbe.FelixEndpoint("/liveness")),
              "livenessProbe tcpSocket"),
          new Case(
              CheckId.MTU_LITERAL,
              Wishes.mtu(IPIP, 1400),
              Cluster.installed().env("FELIX_VXLANMTU", "1410"),
              Cluster.installed().withoutEnv("FELIX_VXLANMTU"),
              "FELIX_VXLANMTU"),
          new Case(
              CheckId.MTU_LITERAL,
              Wishes.mtu(IPIP, 1400),
              Cluster.installed().withoutKey("veth_mtu"),
              Cluster.installed().configMap("veth_mtu", "1500"),
              "no number in veth_mtu"),
          new Case(
              CheckId.ENV_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("CALICO_IPV4POOL_IPIP", new EnvValue.Other("secretKeyRef")),
              Cluster.installed().env("CALICO_IPV4POOL_IPIP", "Never"),
              "CALICO_IPV4POOL_IPIP (from a secretKeyRef)"),
          new Case(
              CheckId.ENV_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("mine", "vxlan")),
              Cluster.installed()
                  .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("calico-config", "vxlan"))
                  .configMap("vxlan", "Never"),
              "ConfigMap mine, key vxlan"),
          new Case(
              CheckId.NO_DEFAULT_POOLS,
              Wishes.cidr(VXLAN, "192.168.0.0/16"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "True"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "yes"),
              "NO_DEFAULT_POOLS=true"),
          new Case(
              CheckId.NO_DEFAULT_POOLS,
              Wishes.cidr(VXLAN, "192.168.0.0/16"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "true"),
              Cluster.installed(),
              "CALICO_IPV4POOL_CIDR"),
          new Case(
              CheckId.POOL_AMBIGUOUS,
              Wishes.overlay(VXLAN),
              two("one", "two"),
              two("one", IpPool.DEFAULT_NAME),
              "2 IPv4 pools (one, two)"),
          new Case(
              CheckId.POOL_LEGACY,
              Wishes.overlay(VXLAN),
              pool(new IpPool.Modes("Always", "Never", true)),
              pool(new IpPool.Modes("Always", "Never", false)),
              "spec.ipip or spec.nat-outgoing"),
          new Case(
              CheckId.POOL_CIDR,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(Cluster.pool("broken", "notacidr")),
              Cluster.installed().pool(Cluster.pool("default-ipv6-ippool", "fd00::/48")),
              "'notacidr'"),
          new Case(
              CheckId.POOL_DISABLED,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutPools().pool(disabled(IpPool.DEFAULT_NAME)),
              Cluster.installed().pool(disabled("other")),
              "default-ipv4-ippool is disabled"),
          new Case(
              CheckId.POOL_OVERLAP,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(Cluster.pool("lb", "192.168.128.0/24")),
              Cluster.installed().pool(Cluster.pool("lb", "192.169.0.0/24")),
              "lb (192.168.128.0/24)"),
          new Case(
              CheckId.LEFTOVER_BLOCKS,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutPools().blocks("192.168.7.0/28", "192.168.8.0/26"),
              Cluster.installed().withoutPools().blocks("192.168.8.0/26", "10.9.0.0/28"),
              "192.168.7.0/28"),
          new Case(
              CheckId.MIGRATION_REQUIRED,
              Wishes.cidr(VXLAN, "10.244.0.0/16"),
              Cluster.installed(),
              Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "10.244.0.0/16")),
              "cidr 192.168.0.0/16 → 10.244.0.0/16"),
          new Case(
              CheckId.MIGRATION_REQUIRED,
              Wishes.blockSize(VXLAN, 24),
              Cluster.installed(),
              Cluster.installed().withoutPools(),
              "blockSize 26 → 24"),
          new Case(
              CheckId.IPV6_UNSUPPORTED, Wishes.ipv6(VXLAN), Cluster.installed(), null, "spec.ipv6"),
          new Case(
              CheckId.SEVERAL_SUBNETS,
              Wishes.overlay(NONE),
              Cluster.installed().node("node-4", "10.0.1.4/24"),
              Cluster.installed().node("node-4", "10.0.0.4/24"),
              "10.0.0.0/24 (3), 10.0.1.0/24 (1)"));

  private static Cluster two(String one, String other) {
    return Cluster.installed()
        .withoutPools()
        .pool(Cluster.pool(one, "192.168.0.0/16"))
        .pool(Cluster.pool(other, "10.9.0.0/16"));
  }

  private static Cluster pool(IpPool.Modes modes) {
    return Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", modes));
  }

  private static IpPool disabled(String name) {
    return new IpPool(
        name,
        "1",
        name.equals(IpPool.DEFAULT_NAME) ? "192.168.0.0/16" : "10.9.0.0/16",
        26,
        new IpPool.Modes("Always", "Never", false),
        PoolOptions.DEFAULT,
        true,
        List.of());
  }

  private static List<Refusal> refusals(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(wish, snapshot), snapshot);
  }

  @TestFactory
  Stream<DynamicTest> aCheckTripsOnItsCauseAndSaysSo() {
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var refusals = refusals(c.wish(), c.trips());
                  assertThat(refusals).extracting(Refusal::check).contains(c.check());
                  var refusal =
                      refusals.stream().filter(r -> r.check() == c.check()).findFirst().get();
                  assertThat(refusal.message()).contains(c.names());
                  assertThat(refusal.message() + refusal.remedy())
                      .doesNotContain("Optional", "null");
                  assertThat(refusal.remedy()).isNotBlank().doesNotEndWith(".");
                  System.out.println(
                      "check | "
                          + refusal.check().id()
                          + " | "
                          + refusal.message()
                          + "; "
                          + refusal.remedy());
                }));
  }

  @TestFactory
  Stream<DynamicTest> aCheckDoesNotTripOnANeighbour() {
    return CASES.stream()
        .filter(c -> c.neighbour() != null)
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () ->
                    assertThat(refusals(c.wish(), c.neighbour()))
                        .extracting(Refusal::check)
                        .doesNotContain(c.check())));
  }

  @Test
  void everyCheckHasACase() {
    assertThat(CASES.stream().map(Case::check).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(CheckId.class));
  }

  @Test
  void namesOfChecksAreDistinctWords() {
    assertThat(Arrays.stream(CheckId.values()).map(CheckId::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[A-Z][A-Za-z0-9]+"));
  }

  @Test
  void nothingObjectsToAnInstalledCalico() {
    for (var overlay : io.caliconetwork.operator.calico.Encapsulation.values()) {
      assertThat(refusals(Wishes.overlay(overlay), Cluster.installed())).isEmpty();
    }
  }

  @Test
  void nothingObjectsBeforeCalicoIsThere() {
    assertThat(refusals(Wishes.overlay(VXLAN), Cluster.empty())).isEmpty();
    assertThat(refusals(Wishes.overlay(NONE), Cluster.empty().withoutNodes())).isEmpty();
  }

  @Test
  void allThatFailsIsToldAtOnceTheMostFundamentalFirst() {
    var refusals =
        refusals(
            Wishes.cidr(NONE, "10.244.0.0/16"),
            Cluster.installed()
                .locked()
                .withoutConfigMap()
                .node("node-9", "10.0.9.9/24")
                .owner(OtherOwner.TIGERA_OPERATOR));
    assertThat(refusals)
        .extracting(Refusal::check)
        .containsExactly(
            CheckId.TIGERA_OPERATOR,
            CheckId.DATASTORE_LOCKED,
            CheckId.CONFIG_MAP_MISSING,
            CheckId.MIGRATION_REQUIRED,
            CheckId.SEVERAL_SUBNETS);
  }

  @Test
  void anAcceptedRiskIsAccepted() {
    var cluster = Cluster.installed().node("node-4", "10.0.1.4/24");
    var wish = Wishes.accepting(NONE, AcceptableRisk.NODES_IN_SEVERAL_SUBNETS);
    assertThat(refusals(wish, cluster)).isEmpty();
    assertThat(refusals(Wishes.overlay(NONE), cluster))
        .singleElement()
        .satisfies(r -> assertThat(r.override()).contains(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS));
  }

  @Test
  void onlyWhatMayBeAcceptedCan() {
    for (var c : CASES) {
      assertThat(refusals(c.wish(), c.trips()))
          .filteredOn(r -> r.check() != CheckId.SEVERAL_SUBNETS)
          .allSatisfy(r -> assertThat(r.override()).isEmpty());
    }
  }

  /** A wish that changes nothing about BIRD leaves unusual backends and probes alone. */
  @Test
  void whatNeedNotChangeMayBeUnusual() {
    var cluster =
        Cluster.installed()
            .env(BACKEND, "bird")
            .liveness(new HealthProbe.Other("tcpSocket"))
            .env("FELIX_VXLANMTU", "1410");
    assertThat(refusals(Wishes.overlay(IPIP), cluster)).isEmpty();
  }
}
