package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import java.util.List;

/** Installations and pools that are not ours, or not of a shape that can be changed. */
final class ShapeCases {

  private static final String BACKEND = "CALICO_NETWORKING_BACKEND";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.TIGERA_OPERATOR,
              Wishes.overlay(VXLAN),
              Cluster.installed().owner(OtherOwner.TIGERA_OPERATOR),
              Cluster.installed(),
              "Installation 'default'"),
          new CheckCase(
              CheckId.CANAL,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutDaemonSet().owner(OtherOwner.CANAL),
              Cluster.installed().withoutDaemonSet(),
              "DaemonSet 'canal'"),
          new CheckCase(
              CheckId.ETCD_DATASTORE,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutEnv("DATASTORE_TYPE"),
              Cluster.installed(),
              "DATASTORE_TYPE is not set"),
          new CheckCase(
              CheckId.ETCD_DATASTORE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("DATASTORE_TYPE", "etcdv3"),
              Cluster.installed().env("DATASTORE_TYPE", "kubernetes"),
              "etcdv3"),
          new CheckCase(
              CheckId.HOST_LOCAL_IPAM,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("USE_POD_CIDR", "True"),
              Cluster.installed().env("USE_POD_CIDR", "false"),
              "USE_POD_CIDR"),
          new CheckCase(
              CheckId.HOST_LOCAL_IPAM,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .configMap("cni_network_config", "{\"ipam\": {\"type\": \"host-local\"}}"),
              Cluster.installed()
                  .configMap(
                      "cni_network_config",
                      "{\"ipam\":{\"assign_ipv4\":\"true\",\"type\":\"calico-ipam\"}}"),
              "calico-ipam"),
          new CheckCase(
              CheckId.BACKEND_NONE,
              Wishes.overlay(VXLAN),
              Cluster.installed().configMap("calico_backend", "none"),
              Cluster.installed().configMap("calico_backend", "None"),
              "CALICO_NETWORKING_BACKEND=none"),
          new CheckCase(
              CheckId.DATASTORE_LOCKED,
              Wishes.overlay(VXLAN),
              Cluster.installed().locked(),
              Cluster.installed(),
              "datastoreReady: false"),
          new CheckCase(
              CheckId.CONTAINER_MISSING,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutContainer(),
              Cluster.installed(),
              "DaemonSet kube-system/calico-node"),
          new CheckCase(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutConfigMap(),
              Cluster.installed(),
              "there is no such ConfigMap"),
          new CheckCase(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutKey("calico_backend"),
              Cluster.installed().configMap("calico_backend", ""),
              "calico_backend"),
          new CheckCase(
              CheckId.CONFIG_MAP_MISSING,
              Wishes.overlay(IPIP),
              Cluster.installed().configMapNamed("other"),
              Cluster.installed().configMapNamed("calico-config"),
              "calico-config"),
          new CheckCase(
              CheckId.BACKEND_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env(BACKEND, new EnvValue.Other("secretKeyRef")),
              Cluster.installed().env(BACKEND, "bird"),
              "secretKeyRef"),
          new CheckCase(
              CheckId.BACKEND_SOURCE,
              Wishes.overlay(IPIP),
              Cluster.installed().withoutEnv(BACKEND).envFrom("ConfigMap mine"),
              Cluster.installed().withoutEnv(BACKEND),
              "ConfigMap mine by envFrom"),
          new CheckCase(
              CheckId.PROBE_UNKNOWN,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .probes(List.of("check-calico"), List.of("/bin/calico-node", "-felix-ready")),
              Cluster.installed(),
              "livenessProbe exec [check-calico]"),
          new CheckCase(
              CheckId.PROBE_UNKNOWN,
              Wishes.overlay(VXLAN),
              Cluster.installed().liveness(new HealthProbe.Other("tcpSocket")),
              Cluster.installed().liveness(new HealthProbe.FelixEndpoint("/liveness")),
              "livenessProbe tcpSocket"),
          new CheckCase(
              CheckId.MTU_LITERAL,
              Wishes.mtu(IPIP, 1400),
              Cluster.installed().env("FELIX_VXLANMTU", "1410"),
              Cluster.installed().withoutEnv("FELIX_VXLANMTU"),
              "FELIX_VXLANMTU"),
          new CheckCase(
              CheckId.MTU_LITERAL,
              Wishes.mtu(IPIP, 1400),
              Cluster.installed().withoutKey("veth_mtu"),
              Cluster.installed().configMap("veth_mtu", "1500"),
              "no number in veth_mtu"),
          new CheckCase(
              CheckId.ENV_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("CALICO_IPV4POOL_IPIP", new EnvValue.Other("secretKeyRef")),
              Cluster.installed().env("CALICO_IPV4POOL_IPIP", "Never"),
              "CALICO_IPV4POOL_IPIP (from a secretKeyRef)"),
          new CheckCase(
              CheckId.ENV_SOURCE,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("mine", "vxlan")),
              Cluster.installed()
                  .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("calico-config", "vxlan"))
                  .configMap("vxlan", "Never"),
              "ConfigMap mine, key vxlan"),
          new CheckCase(
              CheckId.NO_DEFAULT_POOLS,
              Wishes.cidr(VXLAN, "192.168.0.0/16"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "True"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "yes"),
              "NO_DEFAULT_POOLS=true"),
          new CheckCase(
              CheckId.NO_DEFAULT_POOLS,
              Wishes.cidr(VXLAN, "192.168.0.0/16"),
              Cluster.installed().env("NO_DEFAULT_POOLS", "true"),
              Cluster.installed(),
              "CALICO_IPV4POOL_CIDR"),
          new CheckCase(
              CheckId.POOL_AMBIGUOUS,
              Wishes.overlay(VXLAN),
              two("one", "two"),
              two("one", IpPool.DEFAULT_NAME),
              "2 IPv4 pools (one, two)"),
          new CheckCase(
              CheckId.POOL_CIDR,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(Cluster.pool("broken", "notacidr")),
              Cluster.installed().pool(Cluster.pool("default-ipv6-ippool", "fd00::/48")),
              "'notacidr'"),
          new CheckCase(
              CheckId.POOL_DISABLED,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutPools().pool(disabled(IpPool.DEFAULT_NAME)),
              Cluster.installed().pool(disabled("other")),
              "default-ipv4-ippool is disabled"),
          new CheckCase(
              CheckId.LEFTOVER_BLOCKS,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutPools().blocks("192.168.7.0/28", "192.168.8.0/26"),
              Cluster.installed().withoutPools().blocks("192.168.8.0/26", "10.9.0.0/28"),
              "192.168.7.0/28"));

  private static Cluster two(String one, String other) {
    return Cluster.installed()
        .withoutPools()
        .pool(Cluster.pool(one, "192.168.0.0/16"))
        .pool(Cluster.pool(other, "10.9.0.0/16"));
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

  private ShapeCases() {}
}
