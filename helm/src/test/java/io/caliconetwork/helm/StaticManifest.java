package io.caliconetwork.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Manifests for kubectl, made of the chart: what only Helm reads is taken out. */
final class StaticManifest {

  private static final String NAMESPACE =
      """
      # Pod Security: the operator's pods are "restricted" but for the node's network, which they need
      # before there is any other; "baseline" refuses that.
      apiVersion: v1
      kind: Namespace
      metadata:
        name: calico-network-operator
        labels:
          pod-security.kubernetes.io/enforce: privileged
          pod-security.kubernetes.io/audit: privileged
          pod-security.kubernetes.io/warn: privileged
      """;

  private static final String RBAC =
      """
      # What the operator may do, and nothing else. Rules name their objects wherever a name is known
      # beforehand; a list or watch of a named object works because the operator selects it by
      # metadata.name.
      """;

  private StaticManifest() {}

  /** What says where it comes from; {@code what} reads on in the same sentence. */
  private static String header(String what) {
    return "# "
        + what
        + "\n# Rendered from helm/calico-network-operator; after a change of that:\n"
        + "# ./mvnw -pl helm -am test -Dtest=StaticManifestsTest -Dinstall.write=true"
        + " -Dsurefire.failIfNoSpecifiedTests=false\n";
  }

  /** deploy/install.yaml: everything. */
  static String install(Chart chart) {
    return header(
            "Everything for kubectl apply --server-side -f: namespace, CRD, RBAC, Deployment.")
        + NAMESPACE
        + join(chart.render(""), d -> true);
  }

  /** deploy/rbac.yaml: what an operator outside the cluster needs, too. */
  static String rbac(Chart chart) {
    return header("Namespace, ServiceAccount and RBAC, without the Deployment.")
        + "#\n"
        + RBAC
        + NAMESPACE
        + join(
            chart.render(""), d -> d.contains("rbac.authorization") || kind(d, "ServiceAccount"));
  }

  /** deploy/rbac-plan-reader.yaml. */
  static String planReader(Chart chart) {
    return header("For whoever runs plan with rights of their own.")
        + "#\n"
        + join(chart.render("{rbac: {planReader: true}}"), d -> d.contains("plan-reader"))
            .substring("---\n".length());
  }

  private static boolean kind(String document, String kind) {
    return document.contains("\nkind: " + kind + "\n");
  }

  private static String join(Rendered rendered, Predicate<String> wanted) {
    return Rendered.documents(rendered.text())
        .filter(d -> !d.contains("helm.sh/hook:"))
        .filter(wanted)
        .map(d -> "---\n" + withoutHelm(d).strip() + "\n")
        .collect(Collectors.joining());
  }

  /** Without Helm's own marks, and without a map that had nothing else. */
  private static String withoutHelm(String document) {
    List<String> kept = new ArrayList<>();
    for (var line : document.lines().toList()) {
      var text = line.strip();
      if (text.startsWith("# Source: ")
          || text.startsWith("helm.sh/")
          || text.equals("app.kubernetes.io/managed-by: Helm")) {
        continue;
      }
      if (!kept.isEmpty()
          && kept.getLast().strip().equals("annotations:")
          && indent(line) <= indent(kept.getLast())) {
        kept.removeLast();
      }
      kept.add(line);
    }
    return String.join("\n", kept);
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
