package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.function.Consumer;

/**
 * Lists that are read page by page: there may be tens of thousands of objects, of which hardly one
 * is of interest, and they must fit the heap beside everything else.
 */
final class Pages {

  private Pages() {}

  /**
   * Hands over every object.
   *
   * @param size objects on a page
   * @return the version of the list, from which it can be watched on
   */
  static <T extends HasMetadata, L extends KubernetesResourceList<T>> String read(
      Listable<L> resources, long size, Consumer<T> each) {
    String next = null;
    String version;
    do {
      var page =
          resources.list(new ListOptionsBuilder().withLimit(size).withContinue(next).build());
      page.getItems().forEach(each);
      version = page.getMetadata().getResourceVersion();
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return version;
  }
}
