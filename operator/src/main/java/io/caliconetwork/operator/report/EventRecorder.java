package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events about a CalicoNetwork. Events of cluster-scoped objects live in namespace default.
 * The same sentence about the same object is one Event with a count, across restarts.
 */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final String NAMESPACE = "default";
  private static final int LONGEST_MESSAGE = 1024;

  private final KubernetesClient client;
  private final String component;

  /**
   * A recorder.
   *
   * @param component named as the source
   */
  public EventRecorder(KubernetesClient client, String component) {
    this.client = client;
    this.component = component;
  }

  /** Writes the Event; a failure is logged and forgotten, for events are no state. */
  public void record(DeclaredNetwork network, Announcement what, Instant at) {
    var now = at.truncatedTo(ChronoUnit.SECONDS).toString();
    var uid = network.getMetadata().getUid();
    var name =
        network.getMetadata().getName()
            + "."
            + UUID.nameUUIDFromBytes(
                (uid + what.reason() + what.message()).getBytes(StandardCharsets.UTF_8));
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .endMetadata()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(CalicoNetwork.GROUP + "/" + CalicoNetwork.VERSION)
                    .withKind(CalicoNetwork.KIND)
                    .withName(network.getMetadata().getName())
                    .withUid(uid)
                    .build())
            .withType(what.warning() ? "Warning" : "Normal")
            .withReason(what.reason())
            .withMessage(cut(what.message()))
            .withNewSource()
            .withComponent(component)
            .endSource()
            .withReportingComponent(component)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == java.net.HttpURLConnection.HTTP_CONFLICT) {
        again(name, now);
      } else {
        LOG.warn("cannot write event {}: {}", what.reason(), e.getMessage());
      }
    }
  }

  private void again(String name, String now) {
    try {
      client
          .v1()
          .events()
          .inNamespace(NAMESPACE)
          .withName(name)
          .edit(e ->
              new EventBuilder(e)
                  .withCount(e.getCount() == null ? 2 : e.getCount() + 1)
                  .withLastTimestamp(now)
                  .build());
    } catch (KubernetesClientException e) {
      LOG.warn("cannot count event {}: {}", name, e.getMessage());
    }
  }

  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
