package io.caliconetwork.local.cluster.kubelet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API server is told about one pod; only when it differs from what it was told last. */
final class PodStatusWriter {
  private static final Logger log = LoggerFactory.getLogger(PodStatusWriter.class);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
  private static final String COMPONENT = "kubelet";

  /** Why a pod that has ended is not ready, by its phase. */
  private static final Map<String, String> UNREADY =
      Map.of("Succeeded", "PodCompleted", "Failed", "PodFailed");

  /** What is to be reported; addresses are empty while there are none. */
  record Report(List<String> podIps, String hostIp, Containers containers, Stage stage) {}

  /** How far the pod is. */
  enum Stage {
    /** Its containers run or will. */
    LIVE,
    /** All have ended for good; the sandbox is still there. */
    OVER,
    /** The sandbox is gone, too, and with it the address that the status goes on showing. */
    TORN_DOWN
  }

  /** Statuses of the pod's containers, and whether the init containers are through. */
  record Containers(List<ContainerStatus> init, List<ContainerStatus> main, boolean initialized) {
    boolean ready() {
      return initialized && main.stream().allMatch(ContainerStatus::getReady);
    }

    /** Whether any has ended without success; of a pod that is over. */
    boolean anyFailed() {
      return Stream.concat(init.stream(), main.stream())
          .map(status -> status.getState().getTerminated())
          .anyMatch(ended -> ended != null && ended.getExitCode() != 0);
    }

    boolean anyStarted() {
      return main.stream()
          .anyMatch(
              status -> status.getState().getWaiting() == null || status.getRestartCount() > 0);
    }
  }

  private final KubernetesClient client;
  private final Pod pod;
  private final String startTime = now();
  private final Map<String, PodCondition> conditions = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();
  private PodStatus written;

  PodStatusWriter(KubernetesClient client, Pod pod) {
    this.client = client;
    this.pod = pod;
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Whether the API server knows it now, or the pod is gone; otherwise: try again. */
  boolean write(Report report) {
    PodStatus status = status(report);
    if (status.equals(written)) {
      return true;
    }
    Map<String, Object> fields = new LinkedHashMap<>(JSON.convertValue(status, FIELDS));
    // Merged by address otherwise, and a pod must not have two of one family.
    fields.computeIfPresent("podIPs", (key, addresses) -> replacing((List<?>) addresses));
    // The uid makes sure that a pod of the same name that came later is not touched.
    Map<String, Object> patch =
        Map.of("metadata", Map.of("uid", pod.getMetadata().getUid()), "status", fields);
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .subresource("status")
          .patch(STRATEGIC, Serialization.asJson(patch));
      written = status;
      return true;
    } catch (KubernetesClientException e) {
      boolean gone =
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!gone) {
        log.warn("status of {} not written, trying again: {}", name(), e.getMessage());
      }
      return gone;
    }
  }

  private static List<Object> replacing(List<?> elements) {
    List<Object> list = new ArrayList<>(elements);
    list.addFirst(Map.of("$patch", "replace"));
    return list;
  }

  private String name() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private PodStatus status(Report report) {
    Containers containers = report.containers();
    String phase = phase(report);
    boolean ready = containers.ready();
    String unready = UNREADY.getOrDefault(phase, "ContainersNotReady");
    boolean sandbox = !report.podIps().isEmpty() && report.stage() != Stage.TORN_DOWN;
    condition("PodReadyToStartContainers", sandbox, "");
    String initialized = phase.equals("Succeeded") ? "PodCompleted" : "";
    condition(
        "Initialized",
        containers.initialized(),
        containers.initialized() ? initialized : "ContainersNotInitialized");
    condition("ContainersReady", ready, ready ? "" : unready);
    condition("Ready", ready, ready ? "" : unready);
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withStartTime(startTime)
            .withHostIP(report.hostIp())
            .addNewHostIP(report.hostIp())
            .withConditions(new ArrayList<>(conditions.values()))
            .withInitContainerStatuses(containers.init())
            .withContainerStatuses(containers.main());
    if (!report.podIps().isEmpty()) {
      status.withPodIP(report.podIps().getFirst());
      report.podIps().forEach(status::addNewPodIP);
    }
    return status.build();
  }

  private static String phase(Report report) {
    if (report.stage() == Stage.LIVE) {
      return report.containers().anyStarted() ? "Running" : "Pending";
    }
    return report.containers().anyFailed() ? "Failed" : "Succeeded";
  }

  // The reason is never null: a strategic merge would keep the old one.
  private void condition(String type, boolean holds, String reason) {
    String value = holds ? "True" : "False";
    PodCondition old = conditions.get(type);
    boolean turned = old == null || !old.getStatus().equals(value);
    if (turned || !old.getReason().equals(reason)) {
      conditions.put(
          type,
          new PodConditionBuilder()
              .withType(type)
              .withStatus(value)
              .withReason(reason)
              .withLastTransitionTime(turned ? now() : old.getLastTransitionTime())
              .build());
    }
  }

  /** Says it once per pod: the real kubelet counts, which is a write per repetition. */
  void warn(String reason, String message) {
    if (!said.add(reason + message)) {
      return;
    }
    String time = now();
    try {
      client
          .v1()
          .events()
          .inNamespace(pod.getMetadata().getNamespace())
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withGenerateName(pod.getMetadata().getName() + ".")
                  .withNamespace(pod.getMetadata().getNamespace())
                  .endMetadata()
                  .withNewInvolvedObject()
                  .withKind("Pod")
                  .withApiVersion("v1")
                  .withName(pod.getMetadata().getName())
                  .withNamespace(pod.getMetadata().getNamespace())
                  .withUid(pod.getMetadata().getUid())
                  .endInvolvedObject()
                  .withType("Warning")
                  .withReason(reason)
                  .withMessage(message)
                  .withNewSource()
                  .withComponent(COMPONENT)
                  .withHost(pod.getSpec().getNodeName())
                  .endSource()
                  .withFirstTimestamp(time)
                  .withLastTimestamp(time)
                  .withCount(1)
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      log.debug("event about {} not written", name(), e);
    }
  }
}
