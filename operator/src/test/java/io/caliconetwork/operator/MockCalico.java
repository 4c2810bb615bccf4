package io.caliconetwork.operator;

import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Calico on two nodes as calico.yaml leaves it, everything rolled out; nobody follows changes. */
final class MockCalico {

  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {namespace: kube-system, name: calico-config}
      data: {calico_backend: bird, veth_mtu: "0"}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {namespace: kube-system, name: calico-node}
      spec:
        template:
          spec:
            containers:
              - name: calico-node
                image: calico/node:v3.30.7
                env:
                  - {name: DATASTORE_TYPE, value: kubernetes}
                  - name: CALICO_NETWORKING_BACKEND
                    valueFrom: {configMapKeyRef: {name: calico-config, key: calico_backend}}
                  - {name: CALICO_IPV4POOL_IPIP, value: Always}
                livenessProbe: {exec: {command: [/bin/calico-node, -felix-live, -bird-live]}}
                readinessProbe: {exec: {command: [/bin/calico-node, -felix-ready, -bird-ready]}}
      status:
        observedGeneration: 1
        desiredNumberScheduled: 2
        updatedNumberScheduled: 2
        numberAvailable: 2
      ---
      apiVersion: crd.projectcalico.org/v1
      kind: IPPool
      metadata: {name: default-ipv4-ippool}
      spec: {cidr: 192.168.0.0/16, blockSize: 26, ipipMode: Always, vxlanMode: Never,
             natOutgoing: true, nodeSelector: all()}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: ippools.crd.projectcalico.org}
      spec:
        group: crd.projectcalico.org
        scope: Cluster
        names: {kind: IPPool, plural: ippools}
        versions: [{name: v1, served: true, storage: true}]
      status: {conditions: [{type: Established, status: "True"}]}
      """;

  private MockCalico() {}

  static void install(KubernetesClient client) {
    client.resource(node("node-1")).create();
    client.resource(node("node-2")).create();
    var objects = new ByteArrayInputStream(OBJECTS.getBytes(StandardCharsets.UTF_8));
    for (var object : client.load(objects).items()) {
      if (object instanceof GenericKubernetesResource pool) {
        // The mock discovers nothing.
        client
            .genericKubernetesResources(
                CalicoResource.IP_POOLS.context(io.caliconetwork.operator.calico.ApiGroup.CRD_V1))
            .resource(pool)
            .create();
      } else {
        client.resource(object).create();
      }
    }
  }

  static Node node(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Node
        metadata:
          name: %s
          annotations:
            projectcalico.org/IPv4Address: 10.0.0.1/24
            projectcalico.org/IPv4IPIPTunnelAddr: 192.168.0.1
        """
            .formatted(name),
        Node.class);
  }

  static String vxlanMode(KubernetesClient client) {
    GenericKubernetesResource pool =
        client
            .genericKubernetesResources(
                CalicoResource.IP_POOLS.context(io.caliconetwork.operator.calico.ApiGroup.CRD_V1))
            .withName("default-ipv4-ippool")
            .require();
    return String.valueOf(
        ((Map<?, ?>) pool.getAdditionalProperties().get("spec")).get("vxlanMode"));
  }
}
