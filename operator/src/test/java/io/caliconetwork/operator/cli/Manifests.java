package io.caliconetwork.operator.cli;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the rules of an RBAC manifest. */
final class Manifests {

  private Manifests() {}

  /**
   * A rule where it applies.
   *
   * @param namespace empty in a ClusterRole
   */
  record Rule(
      String namespace,
      List<String> groups,
      List<String> resources,
      List<String> names,
      List<String> verbs) {

    Rule verbs(List<String> others) {
      return new Rule(namespace, groups, resources, names, others);
    }

    PolicyRule policy() {
      return new PolicyRuleBuilder()
          .withApiGroups(groups)
          .withResources(resources)
          .withResourceNames(names)
          .withVerbs(verbs)
          .build();
    }
  }

  /** All rules of all ClusterRoles and Roles in a file. */
  static List<Rule> rules(Path file) {
    var rules = new ArrayList<Rule>();
    try {
      var documents =
          new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file));
      for (var document : documents) {
        if (document instanceof Map<?, ?> role && role.get("rules") instanceof List<?> of) {
          var metadata = (Map<?, ?>) role.get("metadata");
          var namespace =
              metadata.get("namespace") == null ? "" : metadata.get("namespace").toString();
          of.forEach(rule -> rules.add(rule(namespace, (Map<?, ?>) rule)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rules;
  }

  private static Rule rule(String namespace, Map<?, ?> rule) {
    return new Rule(
        namespace,
        texts(rule.get("apiGroups")),
        texts(rule.get("resources")),
        texts(rule.get("resourceNames")),
        texts(rule.get("verbs")));
  }

  private static List<String> texts(Object list) {
    return list instanceof List<?> of ? of.stream().map(String::valueOf).toList() : List.of();
  }
}
