package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A look, page by page, at everything that may mention the range of pods, of which only what a
 * change of range leaves behind is kept. Not watched: it matters only before such a change.
 */
final class MentionSurvey {

  /** A network set may be as large as an object gets, 1.5 MB. */
  private static final long PAGE = 200;

  /** A look that takes long is had less often: it takes a twentieth of the time at most. */
  private static final int REST = 20;

  /** Sentences name a few; no heap has to hold every policy of a large cluster. */
  private static final int KEPT_OBJECTS = 200;

  private static final int KEPT_OF_AN_OBJECT = 10;

  /** What came of a look. */
  sealed interface Answer {

    /** Everything that is served could be read. */
    record Found(Mentions mentions) implements Answer {}

    /**
     * Some of it may not be read.
     *
     * @param resources each with its group
     */
    record Forbidden(List<String> resources) implements Answer {

      public Forbidden {
        resources = List.copyOf(resources);
      }
    }
  }

  /** What an answer answers. */
  private record Question(RangeChange change, ApiGroup group) {}

  private final KubernetesClient client;
  private final LongSupplier clock;
  private Question asked;
  private Answer last;
  private long freshUntil;

  /**
   * Looks at nothing yet.
   *
   * @param clock nanoseconds, only forward
   */
  MentionSurvey(KubernetesClient client, LongSupplier clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * What the change leaves behind, as seen at most 30 seconds ago, or twenty times as long as a
   * look takes.
   *
   * @param group in which Calico's own objects are read
   */
  synchronized Answer look(RangeChange change, ApiGroup group) {
    var question = new Question(change, group);
    var begun = clock.getAsLong();
    if (!question.equals(asked) || begun - freshUntil >= 0) {
      last = ask(question);
      asked = question;
      freshUntil = Freshness.until(begun, clock.getAsLong(), REST);
    }
    return last;
  }

  private Answer ask(Question question) {
    var found = new ArrayList<Mention>();
    var objects = new EnumMap<MentionKind, Integer>(MentionKind.class);
    var forbidden = new ArrayList<String>();
    for (var kind : MentionKind.values()) {
      var resource = context(kind, question.group());
      try {
        Pages.read(
            client.genericKubernetesResources(resource),
            PAGE,
            object -> keep(kind, left(question, kind, object), found, objects));
      } catch (KubernetesClientException e) {
        switch (e.getCode()) {
          case HttpURLConnection.HTTP_NOT_FOUND -> {
            // Not served here, so there are none.
          }
          case HttpURLConnection.HTTP_FORBIDDEN ->
              forbidden.add(resource.getPlural() + "." + resource.getGroup());
          default -> throw e;
        }
      }
    }
    return forbidden.isEmpty()
        ? new Answer.Found(new Mentions(question.change(), found, objects))
        : new Answer.Forbidden(forbidden);
  }

  private static List<Mention> left(
      Question question, MentionKind kind, GenericKubernetesResource object) {
    return question.change().leftBehind(MentionReader.read(kind, object));
  }

  private static void keep(
      MentionKind kind,
      List<Mention> left,
      List<Mention> found,
      Map<MentionKind, Integer> objects) {
    if (!left.isEmpty() && objects.merge(kind, 1, Integer::sum) <= KEPT_OBJECTS) {
      left.stream().limit(KEPT_OF_AN_OBJECT).forEach(found::add);
    }
  }

  /** Without a namespace a list is one of all namespaces. */
  private static ResourceDefinitionContext context(MentionKind kind, ApiGroup calico) {
    var groupVersion = kind.groupVersion().orElse(calico.groupVersion()).split("/", 2);
    return new ResourceDefinitionContext.Builder()
        .withGroup(groupVersion[0])
        .withVersion(groupVersion[1])
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(false)
        .build();
  }
}
