package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds every IPv4 range and address of an object, in whatever field: kinds get new fields, and one
 * that is overlooked would cut off pods. Nothing else in such specs has the form of an address.
 */
final class MentionReader {

  private MentionReader() {}

  /** In the order of the fields. */
  static List<Mention> read(MentionKind kind, GenericKubernetesResource object) {
    var meta = object.getMetadata();
    var holder =
        new Holder(kind, meta.getNamespace() == null ? "" : meta.getNamespace(), meta.getName());
    var found = new ArrayList<Mention>();
    walk(holder, "spec", CalicoReader.spec(object), found);
    return found;
  }

  private static void walk(Holder holder, String field, Object value, List<Mention> found) {
    switch (value) {
      case String text -> Mention.of(holder, field, text).ifPresent(found::add);
      case Map<?, ?> map -> map.forEach((name, v) -> walk(holder, field + "." + name, v, found));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          walk(holder, field + "[" + i + "]", list.get(i), found);
        }
      }
      case null, default -> {
        // Numbers and switches are no ranges.
      }
    }
  }
}
