package io.caliconetwork.operator.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The alerts, and the dashboard, that the chart carries. */
final class AlertRules {

  private AlertRules() {}

  /** Each alert as in the file. */
  static List<JsonNode> alerts() {
    var found = new ArrayList<JsonNode>();
    yaml(file()).path("groups").forEach(g -> g.path("rules").forEach(found::add));
    return found;
  }

  static Path file() {
    return chartFile("alerts.yaml");
  }

  static Path chartFile(String name) {
    return RepositoryLayout.find()
        .root()
        .resolve("helm/calico-network-operator/files")
        .resolve(name);
  }

  static JsonNode yaml(Path file) {
    return Serialization.unmarshal(Contract.text(file), JsonNode.class);
  }
}
