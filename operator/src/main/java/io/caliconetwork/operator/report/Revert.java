package io.caliconetwork.operator.report;

import io.caliconetwork.operator.observe.FieldWriter;
import io.caliconetwork.operator.plan.TouchedField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Fields of one object that somebody else changed after they had been as wished.
 *
 * @param fields by name
 * @param manager who did it last, with the operation
 */
record Revert(List<String> fields, String manager) {

  /**
   * Reads it from the object's {@code managedFields}. Pure.
   *
   * @param fields of the object that are not as wished any more
   * @param writers the object's managers
   * @param since when they were; an older entry is no revert, for then it is the wish that changed,
   *     or what it comes to
   */
  static Optional<Revert> of(List<TouchedField> fields, List<FieldWriter> writers, Instant since) {
    var changed = new ArrayList<String>();
    Optional<FieldWriter> culprit = Optional.empty();
    for (var field : fields) {
      var writer = writer(field, writers).filter(w -> w.time().isEmpty() || !older(w, since));
      if (writer.isPresent()) {
        changed.add(field.name());
        culprit = latest(culprit, writer);
      }
    }
    return culprit.map(w -> new Revert(List.copyOf(changed), w.toString()));
  }

  /**
   * The field's owner; of a field that was removed, who wrote the object last. A field that is
   * still ours was changed by nobody: then it is our wish that has changed.
   */
  private static Optional<FieldWriter> writer(TouchedField field, List<FieldWriter> writers) {
    var owners = writers.stream().filter(w -> w.owns(field.owned())).toList();
    if (owners.stream().anyMatch(FieldWriter::ours)) {
      return Optional.empty();
    }
    return (owners.isEmpty() ? writers : owners).stream().filter(w -> !w.ours()).max(byTime());
  }

  private static boolean older(FieldWriter writer, Instant since) {
    return writer.time().orElseThrow().isBefore(since);
  }

  private static Optional<FieldWriter> latest(
      Optional<FieldWriter> one, Optional<FieldWriter> two) {
    return one.isPresent() && byTime().compare(one.get(), two.get()) >= 0 ? one : two;
  }

  private static Comparator<FieldWriter> byTime() {
    return Comparator.comparing(w -> w.time().orElse(Instant.EPOCH));
  }
}
