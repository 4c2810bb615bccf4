package io.caliconetwork.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.cli.Manifests.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plan command reads what the operator reads: no more, no less, and it writes nothing. */
class PlanReaderRbacTest {

  private static final Set<String> READING = Set.of("get", "list", "watch");

  /** Read only to be written: a plan records no events and leads nobody. */
  private static final Set<String> OPERATORS_OWN = Set.of("events", "leases");

  @Test
  void isTheOperatorsReading() {
    assertThat(rules("rbac-plan-reader.yaml"))
        .as("deploy/rbac-plan-reader.yaml against what deploy/rbac.yaml reads")
        .containsExactlyInAnyOrderElementsOf(
            rules("rbac.yaml").stream().flatMap(r -> reading(r).stream()).toList());
  }

  @Test
  void holdsNoWrite() {
    assertThat(rules("rbac-plan-reader.yaml"))
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(READING).containsAll(rule.verbs()));
  }

  private static List<Rule> rules(String file) {
    return Manifests.rules(RepositoryLayout.find().root().resolve("deploy").resolve(file));
  }

  private static Optional<Rule> reading(Rule rule) {
    var verbs = rule.verbs().stream().filter(READING::contains).toList();
    return Stream.of(rule)
        .filter(r -> !verbs.isEmpty())
        .filter(r -> r.resources().stream().noneMatch(OPERATORS_OWN::contains))
        .map(r -> r.verbs(verbs))
        .findFirst();
  }
}
