package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.plan.Retreat;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TouchedField;
import io.caliconetwork.operator.plan.TouchedField.ObjectRef;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said while somebody else keeps writing the same fields. Pure. */
final class ContestMessage {

  private ContestMessage() {}

  /** One revert that is put right, as a warning and an event. */
  static String repaired(Repair repair) {
    var times = repair.times().size();
    return repair.manager()
        + " changed back "
        + String.join(", ", repair.fields())
        + " of "
        + repair.object()
        + ", last noticed at "
        + repair.times().getLast()
        + (times == 1 ? "" : ", " + times + " times in a row")
        + (times < RepairLog.FIGHT
            ? "; what the spec asks for is put back"
            : "; what the spec asks for is put back once in a while only");
  }

  /**
   * The whole story: the first line what and why, the rest what to paste.
   *
   * @param fought the objects that are left alone
   * @param fields that the next write would set
   * @param retreat what is written instead
   * @param until when it is tried again
   */
  static String stalled(
      List<Repair> fought,
      List<TouchedField> fields,
      Optional<Step.Write> retreat,
      Instant until,
      ClusterSnapshot cluster) {
    return fought.stream().map(ContestMessage::who).collect(Collectors.joining("; and "))
        + ". These fields are left as they are until "
        + until
        + ", then one repair is tried; it goes on at once when they are found as wished, or when"
        + " the spec changes"
        + safety(retreat, cluster)
        + "; stop that writer, or make it agree:\n"
        + "- whoever applies a manifest: set in it "
        + fields.stream()
            .map(f -> f.name() + " of " + f.object() + " to " + f.wished())
            .collect(Collectors.joining(", "))
        + "\n- Argo CD: add to the Application\n"
        + ignoreDifferences(fields);
  }

  private static String who(Repair repair) {
    return repair.manager()
        + " keeps changing back "
        + String.join(", ", repair.fields())
        + " of "
        + repair.object()
        + " ("
        + repair.times().size()
        + " times, last noticed at "
        + repair.times().getLast()
        + ")";
  }

  private static String safety(Optional<Step.Write> retreat, ClusterSnapshot cluster) {
    var danger = Retreat.danger(cluster);
    if (danger == Retreat.Danger.NONE) {
      return ". Meanwhile pool, backend and probes fit each other, so traffic goes on";
    }
    return ". As it is, "
        + danger.text()
        + retreat
            .map(s -> "; therefore " + s.name() + " is written: " + s.detail())
            .orElse("; nothing that this writer leaves alone could help");
  }

  /** As {@code spec.ignoreDifferences} of an Argo CD Application takes it. */
  static String ignoreDifferences(List<TouchedField> fields) {
    Map<ObjectRef, List<TouchedField>> byObject = new LinkedHashMap<>();
    fields.forEach(f -> byObject.computeIfAbsent(f.object(), o -> new ArrayList<>()).add(f));
    var yaml = new StringBuilder("spec:\n  ignoreDifferences:\n");
    byObject.forEach((object, of) -> {
      yaml.append("  - group: \"").append(object.group()).append("\"\n");
      yaml.append("    kind: ").append(object.kind()).append('\n');
      if (!object.namespace().isEmpty()) {
        yaml.append("    namespace: ").append(object.namespace()).append('\n');
      }
      yaml.append("    name: ").append(object.name()).append('\n');
      yaml.append("    jqPathExpressions:\n");
      of.forEach(f -> yaml.append("    - '").append(f.jq()).append("'\n"));
    });
    return yaml.append("  syncPolicy:\n    syncOptions:\n    - RespectIgnoreDifferences=true")
        .toString();
  }
}
