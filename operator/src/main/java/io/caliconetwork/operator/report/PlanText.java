package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.Effective;
import io.caliconetwork.operator.report.PlanReport.PlannedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan for a person at a terminal. Pure. */
public final class PlanText {

  private static final int INDENT = 2;

  /** Labels that are longer get a line with a column of its own. */
  private static final int LONGEST_LABEL = 34;

  private final PlanReport report;
  private final List<String> lines = new ArrayList<>();

  private PlanText(PlanReport report) {
    this.report = report;
  }

  /**
   * The whole text.
   *
   * @param title first line: which CalicoNetwork, which cluster
   */
  public static String of(String title, PlanReport report) {
    var text = new PlanText(report);
    text.paragraph(0, title);
    text.now();
    text.changes();
    text.steps();
    text.cost();
    text.blockers();
    text.list("Warnings", report.warnings().stream().map(w -> w.check() + ": " + w.message()));
    text.list("Advice", report.advice().stream());
    text.end();
    return String.join("\n", text.lines) + "\n";
  }

  private void now() {
    var e = report.effective();
    if (e == null) {
      return;
    }
    heading("Now");
    var pool =
        e.pool() == null
            ? "no IPv4 pool"
            : "overlay "
                + e.overlay()
                + ", pool "
                + e.pool()
                + " "
                + e.cidr()
                + ", blocks /"
                + e.blockSize();
    paragraph(INDENT, pool + calico(e));
  }

  private static String calico(Effective e) {
    return Stream.of(
            named("backend ", e.backend()),
            named("MTU ", e.mtu()),
            named("Calico ", e.calicoVersion()),
            named("API ", e.api()))
        .filter(s -> !s.isEmpty())
        .map(s -> ", " + s)
        .collect(Collectors.joining());
  }

  private static String named(String name, String value) {
    return value == null ? "" : name + value;
  }

  private void changes() {
    if (report.changes().isEmpty()) {
      return;
    }
    heading("Changes, now → then");
    var width =
        report.changes().stream()
            .mapToInt(c -> c.field().length())
            .filter(w -> w <= LONGEST_LABEL)
            .max()
            .orElse(LONGEST_LABEL);
    var object = "";
    for (var change : report.changes()) {
      if (!change.object().equals(object)) {
        object = change.object();
        lines.add(" ".repeat(INDENT) + object);
      }
      change(width, change);
    }
  }

  /** On two lines where one is too short, so that what differs stands below each other. */
  private void change(int width, FieldChange change) {
    var from = text(change.from());
    var to = text(change.to());
    var label = " ".repeat(2 * INDENT) + change.field();
    var column = Math.max(2 * INDENT + width, label.length()) + 2;
    var begin = label + " ".repeat(column - label.length());
    if (column + from.length() + to.length() + 3 <= Wrapping.WIDTH) {
      lines.add(begin + from + " → " + to);
    } else {
      lines.add(begin + from);
      lines.add(" ".repeat(column - 2) + "→ " + to);
    }
  }

  private static String text(String value) {
    if (value == null) {
      return "(none)";
    }
    return value.isEmpty() ? "\"\"" : value;
  }

  private void steps() {
    if (report.steps().isEmpty()) {
      return;
    }
    heading("Steps");
    var width = report.steps().stream().mapToInt(s -> s.name().length()).max().orElse(0);
    var number = 0;
    for (var step : report.steps()) {
      number++;
      var label = "%2d. %s".formatted(number, step.name());
      row(INDENT, width + 4, label, step.isDone() ? "already done" : detail(step));
      if (step.limit() != null) {
        row(INDENT, width + 4, "", "(stops the plan after " + minutes(step) + " without progress)");
      }
    }
  }

  private static String detail(PlannedStep step) {
    return (step.isGate() ? "gate: " : "") + step.detail();
  }

  private static String minutes(PlannedStep step) {
    return Duration.parse(step.limit()).toMinutes() + " minutes";
  }

  private void cost() {
    if (report.steps().isEmpty()) {
      return;
    }
    heading("Cost");
    paragraph(
        INDENT,
        report.cost().impact()
            + ": "
            + restarts()
            + (report.cost().podMoves() == 0
                ? ""
                : "; "
                    + count(report.cost().podMoves(), "pod is", "times a pod is")
                    + " recreated with a new address"));
    report.cost().gaps().forEach(gap -> paragraph(INDENT, gap));
  }

  private String restarts() {
    var cost = report.cost();
    if (cost.rollingRestarts() == 0) {
      return "no restart of calico-node";
    }
    return count(cost.rollingRestarts(), "rolling restart", "rolling restarts")
        + " of calico-node, node by node on "
        + count(cost.nodes(), "node", "nodes");
  }

  private void blockers() {
    if (report.blockers().isEmpty()) {
      return;
    }
    heading("Blocked by " + count(report.blockers().size(), "check", "checks"));
    for (var blocker : report.blockers()) {
      lines.add(" ".repeat(INDENT) + blocker.check());
      paragraph(2 * INDENT, blocker.message());
      paragraph(2 * INDENT, "Remedy: " + blocker.remedy());
      paragraph(2 * INDENT, override(blocker));
    }
  }

  private static String override(Blocker blocker) {
    return Boolean.TRUE.equals(blocker.acceptable())
        ? "To go on all the same, add it to the spec: acceptRisks: [" + blocker.check() + "]"
        : "No acceptRisks overrides it.";
  }

  private void list(String title, Stream<String> sentences) {
    var all = sentences.toList();
    if (!all.isEmpty()) {
      heading(title);
      all.forEach(s -> row(INDENT, 0, "-", s));
    }
  }

  private void end() {
    lines.add("");
    paragraph(0, conclusion());
    paragraph(0, "This command has written nothing. Exit code " + report.exitCode() + ".");
  }

  private String conclusion() {
    return switch (report.outcome()) {
      case NOTHING_TO_DO -> "Nothing to do: " + sentence(report.summary());
      case WAITING -> "Waiting: " + sentence(report.summary());
      case BLOCKED ->
          report.blockers().isEmpty()
              ? "Blocked: " + sentence(report.summary())
              : "Blocked: the operator would write nothing to Calico.";
      case CHANGES ->
          report.planOnly()
              ? "spec.mode is Plan: the operator would show this plan and write nothing to Calico."
              : "The operator would take these steps.";
    };
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private void heading(String title) {
    lines.add("");
    lines.add(title + ":");
  }

  private void paragraph(int indent, String text) {
    lines.addAll(Wrapping.lines(" ".repeat(indent), text));
  }

  /** A label in a column of that width, and text beside it. */
  private void row(int indent, int width, String label, String text) {
    var wrapped = Wrapping.lines(" ".repeat(indent + width + 2), text);
    var first = wrapped.getFirst().substring(indent + width + 2);
    lines.add(
        (" ".repeat(indent) + label + " ".repeat(width + 2 - label.length()) + first)
            .stripTrailing());
    lines.addAll(wrapped.subList(1, wrapped.size()));
  }
}
