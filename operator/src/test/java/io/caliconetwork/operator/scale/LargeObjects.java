package io.caliconetwork.operator.scale;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The objects of a large cluster as JSON, each of about the size that it has in real ones: 6 KB a
 * Node, 4 KB a Pod, 12 KB an IPAMBlock of which every address is taken.
 *
 * @param nodes of the cluster, at most 60,000
 * @param blocks of 64 addresses, spread evenly over the nodes
 * @param pods spread likewise, in the blocks of their nodes
 */
record LargeObjects(int nodes, int blocks, int pods) {

  static final String RANGE = "100.64.0.0/10";
  static final String OTHER_RANGE = "10.128.0.0/10";
  static final String LENT_RANGE = "10.64.0.0/12";

  private static final int FIRST = 100 << 24 | 64 << 16;
  private static final int FIRST_OF_OTHER = 10 << 24 | 128 << 16;
  private static final int BLOCK = 64;
  private static final int NAMESPACES = 200;
  private static final int REPLICAS = 20;
  private static final String TIME = "2026-01-01T00:00:00Z";

  /** One pod, as far as pods differ. */
  record PodShape(
      String namespace, String name, String kind, String owner, String node, String address) {}

  static LargeObjects configured() {
    return new LargeObjects(
        Integer.getInteger("scale.nodes", 5_000),
        Integer.getInteger("scale.blocks", 20_000),
        Integer.getInteger("scale.pods", 100_000));
  }

  static String namespace(int number) {
    return "team-%03d".formatted(number % NAMESPACES);
  }

  static int namespaces() {
    return NAMESPACES;
  }

  static String nodeName(int node) {
    return "ip-172-16-%d-%d.region-1.compute.internal".formatted(node / 250, node % 250 + 1);
  }

  private static String text(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
  }

  String tunnelAddress(int node) {
    return text(FIRST + node * BLOCK);
  }

  /** Where a tunnel would be after all have moved. */
  String otherTunnelAddress(int node) {
    return text(FIRST_OF_OTHER + node * BLOCK);
  }

  /** Addresses for pods that have moved, behind those of the tunnels. */
  String otherAddress(int number) {
    return text(FIRST_OF_OTHER + nodes * BLOCK + number);
  }

  private static String uid(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String fields(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  String node(int node) {
    var name = nodeName(node);
    var address = "172.16.%d.%d".formatted(node / 250, node % 250 + 1);
    var labels = new LinkedHashMap<String, String>();
    labels.put("kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", "amd64");
    labels.put("kubernetes.io/hostname", name);
    labels.put("node.kubernetes.io/instance-type", "m6i.4xlarge");
    labels.put("beta.kubernetes.io/instance-type", "m6i.4xlarge");
    labels.put("topology.kubernetes.io/region", "region-1");
    labels.put("topology.kubernetes.io/zone", "region-1" + (char) ('a' + node % 3));
    labels.put("failure-domain.beta.kubernetes.io/zone", "region-1" + (char) ('a' + node % 3));
    labels.put("pool.example.com/name", "workers-" + node / 500);
    labels.put("pool.example.com/instance", uid("instance" + node));
    for (var i = 0; i < 12; i++) {
      labels.put("feature.node.kubernetes.io/cpu-cpuid.FEATURE" + i, "true");
    }
    var annotations = new LinkedHashMap<String, String>();
    annotations.put("projectcalico.org/IPv4Address", address + "/20");
    annotations.put("projectcalico.org/IPv4VXLANTunnelAddr", tunnelAddress(node));
    annotations.put("volumes.kubernetes.io/controller-managed-attach-detach", "true");
    annotations.put("node.alpha.kubernetes.io/ttl", "300");
    annotations.put("csi.volume.kubernetes.io/nodeid", "i-" + uid(name));
    var images =
        IntStream.range(0, 25)
            .mapToObj(i ->
                "{\"names\":[\"registry.example.com/team/image-%d@sha256:%s\",\"registry.example.com/team/image-%d:v1.%d\"],\"sizeBytes\":%d}"
                    .formatted(
                        i, (uid("i" + i) + uid("j" + i)).replace("-", ""), i, i, 50_000_000 + i))
            .collect(Collectors.joining(","));
    return """
    {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s","labels":%s,"annotations":%s},
    "spec":{"providerID":"aws:///region-1/i-%s"},
    "status":{"addresses":[{"type":"InternalIP","address":"%s"},{"type":"Hostname","address":"%s"}],
    "capacity":%s,"allocatable":%s,
    "conditions":[%s],"images":[%s],
    "nodeInfo":{"kubeletVersion":"v1.35.6","containerRuntimeVersion":"containerd://2.1.4",
    "kernelVersion":"6.12.30-generic","osImage":"Ubuntu 24.04.3 LTS","operatingSystem":"linux",
    "architecture":"amd64","bootID":"%s","machineID":"%s","systemUUID":"%s","kubeProxyVersion":""}}}
    """
        .formatted(
            name,
            fields(labels),
            fields(annotations),
            uid(name),
            address,
            name,
            RESOURCES,
            RESOURCES,
            IntStream.range(0, CONDITIONS.length)
                .mapToObj(i ->
                    condition(
                        CONDITIONS[i],
                        CONDITIONS[i].equals("Ready") ? "True" : "False",
                        "KubeletHas"))
                .collect(Collectors.joining(",")),
            images,
            uid("b" + node),
            uid("m" + node),
            uid("s" + node));
  }

  private static final String[] CONDITIONS = {
    "NetworkUnavailable", "MemoryPressure", "DiskPressure", "PIDPressure", "Ready"
  };
  private static final String RESOURCES =
      "{\"cpu\":\"16\",\"memory\":\"64Gi\",\"pods\":\"110\",\"ephemeral-storage\":\"200Gi\",\"hugepages-2Mi\":\"0\"}";

  private static String condition(String type, String status, String reason) {
    return "{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\",\"message\":\"the kubelet says so\",\"lastHeartbeatTime\":\"%s\",\"lastTransitionTime\":\"%s\"}"
        .formatted(type, status, reason, TIME, TIME);
  }

  String block(int block, boolean full) {
    var cidr = text(FIRST + block * BLOCK);
    var node = nodeName(block % nodes);
    var attributes =
        IntStream.range(0, full ? BLOCK : 0)
            .mapToObj(i ->
                block < nodes && i == 0
                    ? "{\"handle_id\":\"vxlan-tunnel-addr-%s\",\"secondary\":{\"node\":\"%s\",\"type\":\"vxlanTunnelAddress\"}}"
                        .formatted(node, node)
                    : "{\"handle_id\":\"k8s-pod-network.%s\",\"secondary\":{\"namespace\":\"%s\",\"node\":\"%s\",\"pod\":\"app-%05d-7c9d8f6b5-%05d\",\"timestamp\":\"%s\"}}"
                        .formatted(
                            (uid("h" + block + "/" + i) + uid("g" + block)).replace("-", ""),
                            namespace(i),
                            node,
                            block,
                            i,
                            TIME))
            .collect(Collectors.joining(","));
    var indices =
        IntStream.range(0, BLOCK)
            .mapToObj(i -> full ? Integer.toString(i) : "null")
            .collect(Collectors.joining(","));
    var free =
        IntStream.range(0, full ? 0 : BLOCK)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    return """
    {"apiVersion":"crd.projectcalico.org/v1","kind":"IPAMBlock","metadata":{"name":"%s"},
    "spec":{"cidr":"%s/26","affinity":"host:%s","allocations":[%s],"attributes":[%s],
    "unallocated":[%s],"sequenceNumber":1,"deleted":false,"strictAffinity":false}}
    """
        .formatted(blockName(block), cidr, node, indices, attributes, free);
  }

  static String blockName(int block) {
    return text(FIRST + block * BLOCK).replace('.', '-') + "-26";
  }

  String affinity(int block) {
    var node = nodeName(block % nodes);
    return """
    {"apiVersion":"crd.projectcalico.org/v1","kind":"BlockAffinity",
    "metadata":{"name":"%s-%s","labels":{"projectcalico.org/affinity-type":"host"}},
    "spec":{"cidr":"%s/26","deleted":"false","node":"%s","state":"confirmed","type":"host"}}
    """
        .formatted(node, blockName(block), text(FIRST + block * BLOCK), node);
  }

  /** Of each node's pods one is a DaemonSet's, one a StatefulSet's, and of every fourth a Job's. */
  PodShape pod(int pod) {
    var node = pod % nodes;
    var turn = pod / nodes;
    var perNode = Math.max(1, blocks / nodes);
    var address = text(FIRST + (node + turn % perNode * nodes) * BLOCK + 1 + turn / perNode);
    var name = nodeName(node);
    if (turn == 0) {
      return new PodShape(
          namespace(0), "agent-%05d".formatted(node), "DaemonSet", "agent", name, address);
    }
    if (turn == 1) {
      var set = "store-" + node / 10;
      return new PodShape(
          namespace(node / 10), set + "-" + node % 10, "StatefulSet", set, name, address);
    }
    if (turn == 2 && node % 4 == 0) {
      var job = "report-" + node;
      return new PodShape(namespace(node), job + "-x7k2p", "Job", job, name, address);
    }
    var group = pod % Math.max(1, pods / REPLICAS - 1);
    var set = "app-%05d-7c9d8f6b5".formatted(group);
    return new PodShape(
        namespace(group), "%s-%05d".formatted(set, pod), "ReplicaSet", set, name, address);
  }

  static String json(PodShape pod, boolean withStatus) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"%1$s","name":"%2$s",
    "labels":{"app.kubernetes.io/name":"%3$s","app.kubernetes.io/instance":"%3$s-production",
    "app.kubernetes.io/part-of":"shop","pod-template-hash":"7c9d8f6b5","team":"%1$s"},
    "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"8080",
    "checksum/config":"%6$s%6$s"},
    "ownerReferences":[{"apiVersion":"apps/v1","kind":"%4$s","name":"%3$s","uid":"%6$s",
    "controller":true,"blockOwnerDeletion":true}]},
    "spec":{"nodeName":"%5$s","serviceAccountName":"default","automountServiceAccountToken":false,
    "terminationGracePeriodSeconds":30,
    "containers":[{"name":"app","image":"registry.example.com/team/%3$s:v1.2.3",
    "ports":[{"name":"http","containerPort":8080}],
    "env":[{"name":"LOG_LEVEL","value":"info"},{"name":"JAVA_TOOL_OPTIONS",
    "value":"-XX:MaxRAMPercentage=75.0"},{"name":"DATABASE_URL",
    "value":"jdbc:postgresql://database.%1$s.svc.cluster.local:5432/shop"}],
    "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
    "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}},
    "livenessProbe":{"httpGet":{"path":"/live","port":"http"}},
    "volumeMounts":[{"name":"config","mountPath":"/etc/app"},{"name":"tmp","mountPath":"/tmp"}]},
    {"name":"proxy","image":"registry.example.com/mesh/proxy:v2.3.4","args":["--log=info"]}],
    "tolerations":[{"key":"node.kubernetes.io/memory-pressure","operator":"Exists"}],
    "volumes":[{"name":"config","configMap":{"name":"%3$s"}},{"name":"tmp","emptyDir":{}}]}
    """
            .formatted(
                pod.namespace(), pod.name(), pod.owner(), pod.kind(), pod.node(), uid(pod.owner()))
        + (withStatus ? ",\"status\":" + status(pod) : "")
        + "}";
  }

  private static String status(PodShape pod) {
    return """
    {"phase":"Running","hostIP":"172.16.0.1","podIP":"%1$s","podIPs":[{"ip":"%1$s"}],
    "qosClass":"Burstable","startTime":"%2$s",
    "conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"%2$s"},
    {"type":"Initialized","status":"True","lastTransitionTime":"%2$s"},
    {"type":"ContainersReady","status":"True","lastTransitionTime":"%2$s"},
    {"type":"Ready","status":"True","lastTransitionTime":"%2$s"}],
    "containerStatuses":[%3$s,%4$s]}
    """
        .formatted(pod.address(), TIME, container("app"), container("proxy"));
  }

  private static String container(String name) {
    return """
    {"name":"%1$s","image":"registry.example.com/team/%1$s:v1.2.3","ready":true,"started":true,
    "restartCount":0,"imageID":"registry.example.com/team/%1$s@sha256:%2$s%2$s",
    "containerID":"containerd://%2$s%2$s","state":{"running":{"startedAt":"%3$s"}}}
    """
        .formatted(name, uid(name).replace("-", ""), TIME);
  }
}
