package io.caliconetwork.local.cluster.calico;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.cluster.kubelet.PodNetwork;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Calico CNI plugin with calico-ipam, on every node where install-cni has run. */
public final class CniNetwork implements PodNetwork {
  private static final Logger log = LoggerFactory.getLogger(CniNetwork.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PINNED_POOLS = "cni.projectcalico.org/ipv4pools";

  /**
   * What install-cni left on a node.
   *
   * @param ipam type of the IPAM plugin
   * @param pools {@code ipam.ipv4_pools}: names or CIDRs
   * @param ipv6 {@code ipam.assign_ipv6}
   * @param ipv6Pools {@code ipam.ipv6_pools}
   */
  private record Installation(
      CalicoRelease release,
      String ipam,
      List<String> pools,
      boolean ipv6,
      List<String> ipv6Pools) {}

  private final KubernetesClient client;
  private final CalicoIpam ipam;
  private final NodeObjects nodes;
  private final Map<String, Installation> installed = new ConcurrentHashMap<>();

  /** Nodes with /var/lib/calico/nodename: a calico-node has started there once. */
  private final Map<String, Boolean> named = new ConcurrentHashMap<>();

  public CniNetwork(KubernetesClient client, CalicoIpam ipam, NodeObjects nodes) {
    this.client = client;
    this.ipam = ipam;
    this.nodes = nodes;
  }

  /**
   * What install-cni does: the plugin's configuration lands on the host.
   *
   * @param template CNI_NETWORK_CONFIG
   * @throws IllegalArgumentException if what comes out is no JSON
   */
  void install(String node, CalicoRelease release, String template, String mtu) {
    try {
      JsonNode config = JSON.readTree(template.replace("__CNI_MTU__", mtu));
      JsonNode section = config.path("plugins").path(0).path("ipam");
      installed.put(
          node,
          new Installation(
              release,
              section.path("type").asText(""),
              texts(section.path("ipv4_pools")),
              // The plugin compares with this text; anything else is a no.
              section.path("assign_ipv6").asText("").equals("true"),
              texts(section.path("ipv6_pools"))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a valid json object: " + e.getOriginalMessage(), e);
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  void nodenameWritten(String node) {
    named.put(node, true);
  }

  /** Whether pods without host network can start there. */
  public boolean isInstalled(String node) {
    return installed.containsKey(node) && named.containsKey(node);
  }

  /** A machine that was replaced starts without any file. */
  public void forget(String node) {
    installed.remove(node);
    named.remove(node);
  }

  @Override
  public List<String> attach(Pod pod, String sandbox) throws NotAttached {
    String node = pod.getSpec().getNodeName();
    Installation installation = installed.get(node);
    if (installation == null) {
      throw new NotAttached(
          "NetworkNotReady",
          "network is not ready: container runtime network not ready: NetworkReady=false "
              + "reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not "
              + "initialized");
    }
    try {
      if (!named.containsKey(node)) {
        throw new CalicoIpam.Refused(
            "stat /var/lib/calico/nodename: no such file or directory: check that the calico/node "
                + "container is running and has mounted /var/lib/calico/");
      }
      if (!installation.ipam().equals("calico-ipam")) {
        throw new CalicoIpam.Refused("ipam type " + installation.ipam() + " is not simulated");
      }
      AddressRequest.Host host =
          new AddressRequest.Host(node, nodes.labels(node), installation.release());
      AddressRequest.Pod owner =
          new AddressRequest.Pod(
              pod.getMetadata().getNamespace(), pod.getMetadata().getName(), sandbox);
      String timestamp = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      AddressRequest request =
          AddressRequest.forPod(host, owner, timestamp, pools(pod, installation));
      String ipv4 = ipam.assign(request);
      return installation.ipv6()
          ? List.of(ipv4, ipv6(request, installation, owner))
          : List.of(ipv4);
    } catch (CalicoIpam.Refused e) {
      throw new NotAttached(
          "FailedCreatePodSandBox",
          "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network "
              + "for sandbox \"%s\": plugin type=\"calico\" failed (add): %s"
                  .formatted(sandbox, e.getMessage()));
    }
  }

  /** Without an IPv6 address the pod keeps none at all. */
  private String ipv6(AddressRequest request, Installation installation, AddressRequest.Pod owner)
      throws CalicoIpam.Refused {
    try {
      return ipam.assign(request.inIpv6(installation.ipv6Pools()));
    } catch (CalicoIpam.Refused e) {
      ipam.release(request.host().name(), owner.handleId());
      throw new CalicoIpam.Refused("failed to request IPv6 addresses: " + e.getMessage());
    }
  }

  /** The pod's annotation, else its namespace's, else the plugin's configuration. */
  private List<String> pools(Pod pod, Installation installation) throws CalicoIpam.Refused {
    Optional<String> pinned = pinned(pod.getMetadata().getAnnotations());
    if (pinned.isEmpty()) {
      Namespace namespace = client.namespaces().withName(pod.getMetadata().getNamespace()).get();
      pinned =
          namespace == null ? Optional.empty() : pinned(namespace.getMetadata().getAnnotations());
    }
    if (pinned.isEmpty()) {
      return installation.pools();
    }
    try {
      List<String> pools = new ArrayList<>();
      JSON.readTree(pinned.get()).forEach(pool -> pools.add(pool.asText()));
      return pools;
    } catch (JsonProcessingException e) {
      throw new CalicoIpam.Refused(
          "failed to parse '" + pinned.get() + "' as JSON: " + e.getOriginalMessage());
    }
  }

  private static Optional<String> pinned(Map<String, String> annotations) {
    return Optional.ofNullable(annotations).map(all -> all.get(PINNED_POOLS));
  }

  @Override
  public void detach(Pod pod, String sandbox) {
    AddressRequest.Pod owner =
        new AddressRequest.Pod(
            pod.getMetadata().getNamespace(), pod.getMetadata().getName(), sandbox);
    try {
      ipam.release(pod.getSpec().getNodeName(), owner.handleId());
    } catch (CalicoIpam.Refused e) {
      log.warn("address of {} leaked: {}", pod.getMetadata().getName(), e.getMessage());
    }
  }
}
