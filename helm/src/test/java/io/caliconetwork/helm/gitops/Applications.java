package io.caliconetwork.helm.gitops;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Argo CD's Applications, and what they have looked like since this began to look. */
final class Applications implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REFRESH = "argocd.argoproj.io/refresh";
  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("argoproj.io")
          .withVersion("v1alpha1")
          .withKind("Application")
          .withPlural("applications")
          .withNamespaced(true)
          .build();

  /**
   * What a person sees of an Application.
   *
   * @param commit that the cluster was compared with
   * @param sync such as Synced
   * @param health such as Healthy, of everything in it
   * @param message the words of the health script about the CalicoNetwork; empty of others
   * @param operation how the last sync went
   */
  record Seen(String commit, String sync, String health, String message, String operation) {

    static Seen of(JsonNode application) {
      var status = application.path("status");
      var message =
          status
              .path("resources")
              .valueStream()
              .filter(r -> r.path("kind").asText().equals("CalicoNetwork"))
              .map(r -> r.path("health").path("message").asText())
              .findFirst()
              .orElse("");
      return new Seen(
          status.path("sync").path("revision").asText(),
          status.path("sync").path("status").asText(),
          status.path("health").path("status").asText(),
          message,
          status.path("operationState").path("phase").asText());
    }

    boolean isWell() {
      return sync.equals("Synced") && health.equals("Healthy");
    }
  }

  /** When it began to look so. */
  record Moment(Instant at, Seen seen) {}

  private final KubernetesClient client;
  private final Map<String, List<Moment>> history = new ConcurrentHashMap<>();
  private final Watch watch;

  Applications(KubernetesClient client) {
    this.client = client;
    this.watch =
        client
            .genericKubernetesResources(KIND)
            .inNamespace(ArgoCd.NAMESPACE)
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, GenericKubernetesResource resource) {
                    note(resource);
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    throw new IllegalStateException("the watch of Applications ended", cause);
                  }
                });
  }

  private void note(GenericKubernetesResource application) {
    var seen = Seen.of(JSON.valueToTree(application));
    var moments =
        history.computeIfAbsent(application.getMetadata().getName(), n -> new ArrayList<>());
    synchronized (moments) {
      if (moments.isEmpty() || !moments.getLast().seen().equals(seen)) {
        moments.add(new Moment(Instant.now(), seen));
      }
    }
  }

  /** What the Application has looked like, each look once, in order. */
  List<Moment> since(String name, Instant from) {
    var moments = history.getOrDefault(name, List.of());
    synchronized (moments) {
      return moments.stream().filter(m -> !m.at().isBefore(from)).toList();
    }
  }

  /** Its health while the cluster was as the commit has it, each change once. */
  List<String> health(String name, String commit) {
    var health = new ArrayList<String>();
    for (var moment : since(name, Instant.EPOCH)) {
      var seen = moment.seen();
      if (seen.commit().equals(commit)
          && seen.sync().equals("Synced")
          && (health.isEmpty() || !health.getLast().equals(seen.health()))) {
        health.add(seen.health());
      }
    }
    return health;
  }

  Seen seen(String name) {
    return Seen.of(JSON.valueToTree(get(name)));
  }

  /** The commits that were synced since then, oldest first. */
  List<String> syncs(String name, Instant from) {
    return JSON.valueToTree(get(name))
        .path("status")
        .path("history")
        .valueStream()
        .filter(h ->
            !Instant.parse(h.path("deployedAt").asText())
                .isBefore(from.truncatedTo(ChronoUnit.SECONDS)))
        .map(h -> h.path("deployedAt").asText() + " " + h.path("revision").asText())
        .toList();
  }

  GenericKubernetesResource get(String name) {
    return client
        .genericKubernetesResources(KIND)
        .inNamespace(ArgoCd.NAMESPACE)
        .withName(name)
        .require();
  }

  /**
   * What a webhook of the repository does, or the button in the user interface; returns when Argo
   * CD has looked.
   *
   * @param kind normal, or hard: manifests are rendered anew
   */
  void refresh(String name, String kind) {
    client
        .genericKubernetesResources(KIND)
        .inNamespace(ArgoCd.NAMESPACE)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(REFRESH, kind));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !get(name).getMetadata().getAnnotations().containsKey(REFRESH));
  }

  void delete(String name) {
    client.genericKubernetesResources(KIND).inNamespace(ArgoCd.NAMESPACE).withName(name).delete();
  }

  @Override
  public void close() {
    watch.close();
  }
}
