package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caliconetwork.operator.MockApiServer;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.observe.MentionSurvey.Answer;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What mentions a range, as Kubernetes and Calico write it. */
class MentionSurveyTest {

  private static final RangeChange CHANGE =
      new RangeChange(Ipv4Range.of("10.244.0.0/16"), Ipv4Range.of("192.168.0.0/16"));

  private final MockApiServer server = new MockApiServer();
  private final KubernetesClient client = server.client();
  private final AtomicLong now = new AtomicLong();
  private final MentionSurvey survey = new MentionSurvey(client, now::get);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /**
   * A spec and what is read of it.
   *
   * @param mentions each as field and text
   */
  record Example(MentionKind kind, String spec, List<String> mentions) {
    @Override
    public String toString() {
      return kind + " " + spec;
    }
  }

  private static Example example(MentionKind kind, String spec, String... mentions) {
    return new Example(kind, spec, List.of(mentions));
  }

  static Stream<Example> examples() {
    return Stream.of(
        example(
            MentionKind.NETWORK_POLICY,
            "{podSelector: {}, ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0,"
                + " except: [10.244.0.0/16, 'fd00::/48']}}], ports: [{port: 8080}]}]}",
            "spec.ingress[0].from[1].ipBlock.cidr 0.0.0.0/0",
            "spec.ingress[0].from[1].ipBlock.except[0] 10.244.0.0/16"),
        example(
            MentionKind.ADMIN_NETWORK_POLICY,
            "{priority: 5, egress: [{action: Deny, to: [{networks: [10.244.0.0/16]}]}]}",
            "spec.egress[0].to[0].networks[0] 10.244.0.0/16"),
        example(
            MentionKind.CALICO_NETWORK_POLICY,
            "{order: 10.0, selector: all(), egress: [{action: Allow, destination: {nets:"
                + " [10.244.0.0/16], notNets: [10.244.9.9/32], ports: [80, '90:99']}}]}",
            "spec.egress[0].destination.nets[0] 10.244.0.0/16",
            "spec.egress[0].destination.notNets[0] 10.244.9.9/32"),
        example(
            MentionKind.GLOBAL_NETWORK_SET,
            "{nets: [10.244.0.0/16, 10.244.1.7, 'fd00::1'], allowedEgressDomains: [example.org]}",
            "spec.nets[0] 10.244.0.0/16",
            "spec.nets[1] 10.244.1.7"),
        example(
            MentionKind.BGP_FILTER,
            "{exportV4: [{action: Accept, matchOperator: In, cidr: 10.244.0.0/16, prefixLength:"
                + " {min: 16, max: 26}}], exportV6: [{action: Accept, cidr: 'fd00::/48'}]}",
            "spec.exportV4[0].cidr 10.244.0.0/16"),
        example(
            MentionKind.BGP_CONFIGURATION,
            "{asNumber: 64512, prefixAdvertisements: [{cidr: 10.244.0.0/16, communities:"
                + " ['64512:1']}], serviceClusterIPs: [{cidr: 10.96.0.0/12}]}",
            "spec.prefixAdvertisements[0].cidr 10.244.0.0/16",
            "spec.serviceClusterIPs[0].cidr 10.96.0.0/12"),
        example(
            MentionKind.IP_RESERVATION,
            "{reservedCIDRs: [10.244.0.0/28]}",
            "spec.reservedCIDRs[0] 10.244.0.0/28"),
        example(
            MentionKind.GLOBAL_NETWORK_POLICY,
            "{a: {b: [[{c.d: 10.244.0.9}], null, true]}, version: 3.30.7}",
            "spec.a.b[0][0].c.d 10.244.0.9"),
        example(MentionKind.NETWORK_SET, "{}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void everyFieldIsRead(Example example) {
    var object =
        Serialization.unmarshal(
            "---\n{metadata: {name: x, namespace: shop}, spec: " + example.spec() + "}",
            GenericKubernetesResource.class);
    assertThat(MentionReader.read(example.kind(), object))
        .allMatch(m -> m.holder().equals(new Mention.Holder(example.kind(), "shop", "x")))
        .extracting(m -> m.field() + " " + m.written())
        .containsExactlyElementsOf(example.mentions());
  }

  @Test
  void anObjectWithoutASpecMentionsNothing() {
    var object =
        Serialization.unmarshal("---\n{metadata: {name: x}}", GenericKubernetesResource.class);
    assertThat(MentionReader.read(MentionKind.NETWORK_SET, object)).isEmpty();
  }

  /** Creates an object; without a namespace when that is empty. */
  private void create(
      ApiGroup group, MentionKind kind, String namespace, String name, String spec) {
    var groupVersion = kind.groupVersion().orElse(group.groupVersion()).split("/", 2);
    var resources =
        client.genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(groupVersion[0])
                .withVersion(groupVersion[1])
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(!namespace.isEmpty())
                .build());
    var object =
        Serialization.unmarshal(
            "---\n{apiVersion: %s/%s, kind: %s, metadata: {name: %s}, spec: %s}"
                .formatted(groupVersion[0], groupVersion[1], kind.kind(), name, spec),
            GenericKubernetesResource.class);
    (namespace.isEmpty() ? resources : resources.inNamespace(namespace)).resource(object).create();
  }

  private void networkSet(String name, String nets) {
    create(ApiGroup.CRD_V1, MentionKind.NETWORK_SET, "shop", name, "{nets: " + nets + "}");
  }

  private Mentions found(ApiGroup group) {
    return ((Answer.Found) survey.look(CHANGE, group)).mentions();
  }

  private static List<String> names(Mentions mentions) {
    return mentions.found().stream()
        .map(m -> m.holder().kind() + " " + m.holder().namespace() + "/" + m.holder().name())
        .toList();
  }

  @Test
  void everyKindIsLookedAtInTheGroupThatIsRead() {
    var namespaced =
        EnumSet.of(
            MentionKind.NETWORK_POLICY, MentionKind.CALICO_NETWORK_POLICY, MentionKind.NETWORK_SET);
    for (var kind : MentionKind.values()) {
      var namespace = namespaced.contains(kind) ? "shop" : "";
      var spec = "{any: [{field: 10.244.3.0/24}]}";
      create(ApiGroup.CRD_V1, kind, namespace, "old", spec);
      if (kind.groupVersion().isEmpty()) {
        create(ApiGroup.PROJECTCALICO_V3, kind, namespace, "new", spec);
      }
    }
    var seen = found(ApiGroup.CRD_V1);
    assertThat(seen.found()).extracting(m -> m.holder().kind()).contains(MentionKind.values());
    assertThat(seen.objects().values()).containsOnly(1);
    assertThat(names(seen))
        .contains("GLOBAL_NETWORK_SET /old", "CALICO_NETWORK_POLICY shop/old")
        .allMatch(n -> n.endsWith("/old"));
    assertThat(names(found(ApiGroup.PROJECTCALICO_V3)))
        .contains("GLOBAL_NETWORK_SET /new", "NETWORK_POLICY shop/old")
        .doesNotContain("GLOBAL_NETWORK_SET /old");
  }

  @Test
  void onlyWhatTheChangeLeavesBehindIsKept() {
    networkSet("a", "[10.9.0.0/16]");
    networkSet("b", "[0.0.0.0/0]");
    networkSet("c", "[10.244.0.0/16, 192.168.0.0/16]");
    assertThat(found(ApiGroup.CRD_V1)).isEqualTo(new Mentions(CHANGE, List.of(), Map.of()));
  }

  @Test
  void ofVeryManyTheFirstAreKeptAndAllAreCounted() {
    var nets = IntStream.range(0, 30).mapToObj(i -> "10.244.0." + i).toList().toString();
    for (int i = 0; i < 230; i++) {
      networkSet("n" + i, nets);
    }
    var seen = found(ApiGroup.CRD_V1);
    assertThat(seen.objects()).isEqualTo(Map.of(MentionKind.NETWORK_SET, 230));
    assertThat(seen.found()).hasSize(2_000);
  }

  @Test
  void whatIsNotServedHasNoneAndWhatIsForbiddenIsNamed() {
    server.fail("GET globalnetworksets", 404);
    networkSet("a", "[10.244.0.0/16]");
    assertThat(names(found(ApiGroup.CRD_V1))).containsExactly("NETWORK_SET shop/a");

    now.addAndGet(Duration.ofMinutes(1).toNanos());
    server.fail("GET bgpfilters", 403);
    server.fail("GET networkpolicies", 403, 1);
    var forbidden =
        new Answer.Forbidden(
            List.of("networkpolicies.networking.k8s.io", "bgpfilters.crd.projectcalico.org"));
    assertThat(survey.look(CHANGE, ApiGroup.CRD_V1)).isEqualTo(forbidden);

    server.heal();
    assertThat(survey.look(CHANGE, ApiGroup.CRD_V1)).as("asked again later").isEqualTo(forbidden);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(survey.look(CHANGE, ApiGroup.CRD_V1)).isInstanceOf(Answer.Found.class);

    now.addAndGet(Duration.ofMinutes(1).toNanos());
    server.fail("GET networksets", 500);
    assertThatThrownBy(() -> survey.look(CHANGE, ApiGroup.CRD_V1))
        .isInstanceOf(KubernetesClientException.class);
    server.heal();
    assertThat(survey.look(CHANGE, ApiGroup.CRD_V1)).isInstanceOf(Answer.Found.class);
  }

  @Test
  void anAnswerServesForHalfAMinuteAndLongerWhenItTookLong() {
    var look = Duration.ofSeconds(1).toNanos();
    var slow =
        new MentionSurvey(
            client,
            () -> {
              // The clock is read before and after a look.
              return now.getAndAdd(look);
            });
    var first = slow.look(CHANGE, ApiGroup.CRD_V1);
    assertThat(slow.look(CHANGE, ApiGroup.CRD_V1)).isSameAs(first);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(slow.look(CHANGE, ApiGroup.CRD_V1)).isNotSameAs(first);

    var other = new RangeChange(CHANGE.from(), Ipv4Range.of("10.9.0.0/16"));
    var answer = (Answer.Found) slow.look(other, ApiGroup.CRD_V1);
    assertThat(answer.mentions().change()).isEqualTo(other);

    now.set(0);
    var slower = new MentionSurvey(client, () -> now.getAndAdd(Duration.ofMinutes(1).toNanos()));
    first = slower.look(CHANGE, ApiGroup.CRD_V1);
    now.set(Duration.ofMinutes(20).toNanos());
    assertThat(slower.look(CHANGE, ApiGroup.CRD_V1)).isSameAs(first);
    now.set(Duration.ofMinutes(21).toNanos());
    assertThat(slower.look(CHANGE, ApiGroup.CRD_V1)).isNotSameAs(first);
  }
}
