package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * What other installers make of calico-node, as far as decisions notice: where backend, MTU, CNI
 * configuration and the default pool's variables stand, and how the probes are spelled. Written
 * down here in our own words after reading kubespray, k0s, microk8s, kOps and Gardener as of August
 * 2026.
 */
enum Installers {
  /** Backend by key, no veth_mtu, MTU given by the inventory or not at all, serial as a share. */
  KUBESPRAY_BIRD(
      """
      updateStrategy: {rollingUpdate: {maxUnavailable: "20%"}, type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}}
      {name: CALICO_IPV4POOL_IPIP, value: Always}
      {name: CALICO_IPV4POOL_VXLAN, value: Never}
      """,
      "[/bin/calico-node, -felix-live, -bird-live]",
      "[/bin/calico-node, -bird-ready, -felix-ready]",
      "{calico_backend: bird, cluster_type: 'kubespray,bgp', cni_network_config: '"
          + Installers.CNI
          + "'}"),
  /** The same with vxlan, its default, and a fixed MTU. */
  KUBESPRAY_VXLAN_MTU(
      """
      updateStrategy: {rollingUpdate: {maxUnavailable: "20%"}, type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}}
      {name: CALICO_IPV4POOL_IPIP, value: Never}
      {name: CALICO_IPV4POOL_VXLAN, value: Always}
      {name: FELIX_IPINIPMTU, value: "1440"}
      {name: FELIX_VXLANMTU, value: "1440"}
      {name: FELIX_WIREGUARDMTU, value: "1440"}
      """,
      "[/bin/calico-node, -felix-live]",
      "[/bin/calico-node, -felix-ready]",
      "{calico_backend: vxlan, cni_network_config: '" + Installers.CNI_FIXED_MTU + "'}"),
  /** No ConfigMap at all: everything stands in the DaemonSet, extra variables at its end. */
  K0S_BIRD(
      """
      updateStrategy: {type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, value: bird}
      {name: CALICO_IPV4POOL_IPIP, value: Always}
      {name: CALICO_IPV4POOL_VXLAN, value: Never}
      {name: CALICO_IPV4POOL_CIDR, value: 10.244.0.0/16}
      {name: FELIX_IPINIPMTU, value: "0"}
      {name: FELIX_VXLANMTU, value: "0"}
      {name: FELIX_WIREGUARDMTU, value: "0"}
      {name: CALICO_IPV4POOL_IPIP, value: CrossSubnet}
      """,
      "[/usr/bin/calico-node, -felix-live, -bird-live]",
      "[/usr/bin/calico-node, -felix-ready, -bird-ready]",
      ""),
  /** vxlan from the start; IPIP is not mentioned. */
  MICROK8S(
      """
      updateStrategy: {rollingUpdate: {maxUnavailable: 1}, type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}}
      {name: CALICO_IPV4POOL_VXLAN, value: Always}
      {name: CALICO_IPV4POOL_CIDR, value: 10.1.0.0/16}
      {name: FELIX_VXLANMTU, valueFrom: {configMapKeyRef: {name: calico-config, key: veth_mtu}}}
      """,
      "[/bin/calico-node, -felix-live]",
      "[/bin/calico-node, -felix-ready]",
      "{calico_backend: vxlan, veth_mtu: '0', cni_network_config: '" + Installers.CNI + "'}"),
  /** Calico's manifest with kOps' values. */
  KOPS_BPF(
      """
      updateStrategy: {rollingUpdate: {maxUnavailable: 1}, type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}}
      {name: CALICO_IPV4POOL_IPIP, value: CrossSubnet}
      {name: CALICO_IPV4POOL_VXLAN, value: Never}
      {name: CALICO_IPV4POOL_CIDR, value: 100.96.0.0/11}
      {name: FELIX_BPFENABLED, value: "true"}
      {name: FELIX_VXLANMTU, valueFrom: {configMapKeyRef: {name: calico-config, key: veth_mtu}}}
      """,
      "[/bin/calico-node, -felix-live, -bird-live]",
      "[/bin/calico-node, -felix-ready, -bird-ready]",
      "{calico_backend: bird, veth_mtu: '0', cni_network_config: '" + Installers.CNI + "'}"),
  /** host-local addresses, its default. */
  GARDENER(
      """
      updateStrategy: {rollingUpdate: {maxUnavailable: 2}, type: RollingUpdate}
      """,
      """
      {name: CALICO_NETWORKING_BACKEND, valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}}
      {name: USE_POD_CIDR, value: "true"}
      {name: CALICO_IPV4POOL_IPIP, value: Always}
      {name: CALICO_IPV4POOL_CIDR, value: 100.64.0.0/12}
      """,
      "[/bin/calico-node, -felix-live, -bird-live]",
      "[/bin/calico-node, -felix-ready, -bird-ready]",
      "{calico_backend: bird, veth_mtu: '0', cni_network_config: '" + Installers.CNI + "'}");

  private static final String CNI_HEAD = "{\"plugins\": [{\"type\": \"calico\", \"mtu\": ";
  private static final String CNI_TAIL =
      ", \"ipam\": {\"assign_ipv4\": \"true\", \"type\": \"calico-ipam\"}}]}";

  static final String CNI = CNI_HEAD + "__CNI_MTU__" + CNI_TAIL;
  static final String CNI_FIXED_MTU = CNI_HEAD + "1440" + CNI_TAIL;

  private final String strategy;
  private final String env;
  private final String liveness;
  private final String readiness;
  private final String configMap;

  Installers(String strategy, String env, String liveness, String readiness, String configMap) {
    this.strategy = strategy;
    this.env = env;
    this.liveness = liveness;
    this.readiness = readiness;
    this.configMap = configMap;
  }

  List<HasMetadata> objects() {
    var objects = new ArrayList<HasMetadata>();
    objects.add(Serialization.unmarshal(daemonSet(), DaemonSet.class));
    if (!configMap.isEmpty()) {
      objects.add(
          Serialization.unmarshal(
              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: calico-config, namespace:"
                  + " kube-system}\ndata: "
                  + configMap,
              ConfigMap.class));
    }
    return objects;
  }

  private String daemonSet() {
    var cni =
        configMap.isEmpty()
            ? "{name: CNI_NETWORK_CONFIG, value: '" + CNI.replace("__CNI_MTU__", "0") + "'}"
            : "{name: CNI_NETWORK_CONFIG, valueFrom: {configMapKeyRef: {name: calico-config, key:"
                + " cni_network_config}}}";
    return """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: calico-node, namespace: kube-system}
    spec:
      %s
      template:
        spec:
          initContainers:
          - {name: install-cni, env: [%s]}
          containers:
          - {name: sidecar, image: other}
          - name: calico-node
            image: quay.io/calico/node:v3.30.7
            envFrom: [{configMapRef: {name: kubernetes-services-endpoint, optional: true}}]
            env: [{name: DATASTORE_TYPE, value: kubernetes}, %s]
            livenessProbe: {exec: {command: %s}}
            readinessProbe: {exec: {command: %s}}
    """
        .formatted(
            strategy.strip(), cni, String.join(", ", env.strip().split("\n")), liveness, readiness);
  }
}
