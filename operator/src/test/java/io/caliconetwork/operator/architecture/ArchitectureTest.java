package io.caliconetwork.operator.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.caliconetwork.operator.CalicoNetworkReconciler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of the design. Each rule is also run on a fixture that breaks it. */
class ArchitectureTest {

  private static final String ROOT = "io.caliconetwork.operator.";
  private static final String[] PURE = {"..calico..", "..snapshot..", "..check..", "..plan.."};
  private static final int MOST_PARAMETERS = 5;

  /** By where they were compiled to, so that tests are not among them. */
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .importUrl(
              CalicoNetworkReconciler.class.getProtectionDomain().getCodeSource().getLocation())
          .that(resideInAPackage("io.caliconetwork.operator.."));

  private static final JavaClasses WRONG =
      new ClassFileImporter().importPackages("io.caliconetwork.operator.architecture.fixture");

  private static final Map<String, ArchRule> RULES = rules();

  private static Map<String, ArchRule> rules() {
    var rules = new LinkedHashMap<String, ArchRule>();
    rules.put("arrows go one way", layers());
    rules.put("what is pure knows no client", pureOf("io.fabric8.kubernetes.client.."));
    rules.put("what is pure knows no model objects", pureOf("io.fabric8.kubernetes.api.."));
    rules.put("what is pure knows no framework", pureOf("io.javaoperatorsdk.."));
    rules.put("what is pure logs nothing", pureOf("org.slf4j..", "java.util.logging.."));
    rules.put("what is pure does no I/O", pureOf("java.io..", "java.net..", "java.nio.."));
    rules.put("what is pure counts nothing", pureOf("io.micrometer.."));
    rules.put("what is pure has no clock", clock());
    rules.put("only three packages and the start-up know the client", client());
    rules.put("only act, report and the lease write", writers());
    rules.put("lists of parameters are short", parameters());
    rules.put("no grab-bags", names());
    return rules;
  }

  @TestFactory
  Stream<DynamicTest> theOperatorKeepsTheRule() {
    return RULES.entrySet().stream()
        .map(r -> DynamicTest.dynamicTest(r.getKey(), () -> r.getValue().check(OURS)));
  }

  @TestFactory
  Stream<DynamicTest> theRuleCanFail() {
    return RULES.entrySet().stream()
        .map(r ->
            DynamicTest.dynamicTest(
                r.getKey(),
                () ->
                    assertThat(r.getValue().evaluate(WRONG).hasViolation())
                        .as("the fixture breaks: %s", r.getKey())
                        .isTrue()));
  }

  @Test
  void everyPackageBelongsToALayer() {
    classes()
        .that(not(resideInAPackage("io.caliconetwork.operator")))
        .should()
        .resideInAnyPackage(
            Stream.of("calico", "snapshot", "check", "plan", "observe", "act", "report")
                .map(p -> ROOT + p)
                .toArray(String[]::new))
        .check(OURS);
  }

  private static ArchRule layers() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.caliconetwork.operator..")
        .layer("calico")
        .definedBy("..operator..calico")
        .layer("snapshot")
        .definedBy("..operator..snapshot")
        .layer("check")
        .definedBy("..operator..check")
        .layer("plan")
        .definedBy("..operator..plan")
        .layer("observe")
        .definedBy("..operator..observe")
        .layer("act")
        .definedBy("..operator..act")
        .layer("report")
        .definedBy("..operator..report")
        .layer("start-up")
        .definedBy("io.caliconetwork.operator")
        .whereLayer("calico")
        .mayNotAccessAnyLayer()
        .whereLayer("snapshot")
        .mayOnlyAccessLayers("calico")
        .whereLayer("check")
        .mayOnlyAccessLayers("calico", "snapshot")
        .whereLayer("plan")
        .mayOnlyAccessLayers("calico", "snapshot", "check")
        .whereLayer("observe")
        .mayOnlyAccessLayers("calico", "snapshot", "check")
        .whereLayer("act")
        .mayOnlyAccessLayers("calico", "snapshot", "check", "plan", "observe")
        .whereLayer("report")
        .mayOnlyAccessLayers("calico", "snapshot", "check", "plan", "observe")
        .whereLayer("start-up")
        .mayNotBeAccessedByAnyLayer();
  }

  private static ArchRule pureOf(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  /** Durations are values; the present moment is not. */
  private static ArchRule clock() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "tell the time",
                c ->
                    c.getName()
                            .matches("java\\.time\\.(Clock|Instant|InstantSource|Local.*|Zoned.*)")
                        || c.getName().equals("java.util.Date")))
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "System.currentTimeMillis or nanoTime",
                call ->
                    call.getTargetOwner().getName().equals("java.lang.System")
                        && call.getTarget().getName().matches("currentTimeMillis|nanoTime")));
  }

  private static ArchRule client() {
    return noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "io.caliconetwork.operator", ROOT + "observe", ROOT + "act", ROOT + "report")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..");
  }

  private static ArchRule writers() {
    return noClasses()
        .that(not(resideInAnyPackage(ROOT + "act", ROOT + "report")))
        .and(
            not(
                DescribedPredicate.describe(
                    "the lease", c -> c.getName().equals(ROOT + "Leadership"))))
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "write to the API server",
                call ->
                    call.getTargetOwner()
                            .getPackageName()
                            .startsWith("io.fabric8.kubernetes.client.dsl")
                        && call.getTarget()
                            .getName()
                            .matches(
                                "create|createOr.*|update.*|patch.*|replace.*|edit.*|delete.*|apply"
                                    + "|serverSideApply|evict|scale|rolling|unlock|accept")));
  }

  private static ArchRule parameters() {
    return codeUnits()
        .that(are(DescribedPredicate.describe("written by hand", ArchitectureTest::byHand)))
        .should(
            new ArchCondition<JavaCodeUnit>("have at most " + MOST_PARAMETERS + " parameters") {
              @Override
              public void check(JavaCodeUnit unit, ConditionEvents events) {
                var count = unit.getRawParameterTypes().size();
                events.add(
                    new SimpleConditionEvent(
                        unit,
                        count <= MOST_PARAMETERS,
                        unit.getFullName() + " has " + count + " parameters"));
              }
            });
  }

  /** A record's components are its data; enums and lambdas get parameters from the compiler. */
  private static boolean byHand(JavaCodeUnit unit) {
    var owner = unit.getOwner();
    return !(unit instanceof JavaConstructor && (owner.isRecord() || owner.isEnum()))
        && !unit.getName().startsWith("lambda$")
        && !unit.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static ArchRule names() {
    return noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Common")
        .orShould()
        .haveSimpleNameEndingWith("Misc");
  }
}
