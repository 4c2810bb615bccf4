package io.caliconetwork.operator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Which mentions of the old range are true of pods now and not when they have moved. */
class RangeChangeTest {

  private static final RangeChange MOVE = change("10.244.0.0/16", "10.250.0.0/16");

  private static RangeChange change(String from, String to) {
    return new RangeChange(Ipv4Range.of(from), Ipv4Range.of(to));
  }

  private static Mention mention(MentionKind kind, String field, String range) {
    return Mention.of(new Holder(kind, "shop", "api"), field, range).orElseThrow();
  }

  /** Fields of those that are left behind, of an object with these fields and ranges in turn. */
  private static List<String> left(MentionKind kind, String... fieldsAndRanges) {
    return left(MOVE, kind, fieldsAndRanges);
  }

  private static List<String> left(RangeChange change, MentionKind kind, String... pairs) {
    var mentions = new ArrayList<Mention>();
    for (int i = 0; i < pairs.length; i += 2) {
      mentions.add(mention(kind, pairs[i], pairs[i + 1]));
    }
    return change.leftBehind(mentions).stream().map(Mention::field).toList();
  }

  private static List<String> nets(String... ranges) {
    var pairs = new ArrayList<String>();
    for (int i = 0; i < ranges.length; i++) {
      pairs.addAll(List.of("spec.nets[" + i + "]", ranges[i]));
    }
    return left(MentionKind.GLOBAL_NETWORK_SET, pairs.toArray(String[]::new));
  }

  @Test
  void theOldRangeAPartOfItAndOneAroundItAreLeftBehind() {
    assertThat(nets("10.244.0.0/16")).containsExactly("spec.nets[0]");
    assertThat(nets("10.9.0.0/16", "10.244.7.0/24", "10.244.8.8"))
        .containsExactly("spec.nets[1]", "spec.nets[2]");
    assertThat(nets("10.244.0.0/14")).as("not the new one").containsExactly("spec.nets[0]");
  }

  @Test
  void whatCoversBothOrNeitherNeedsNoEdit() {
    assertThat(nets("0.0.0.0/0", "10.0.0.0/8", "10.240.0.0/12")).isEmpty();
    assertThat(nets("172.20.0.0/16", "10.250.0.0/16", "10.250.1.1")).isEmpty();
  }

  @Test
  void theNewRangeBesideTheOldOneSettlesIt() {
    assertThat(nets("10.244.0.0/16", "10.250.0.0/16")).isEmpty();
    assertThat(nets("10.248.0.0/13", "10.244.0.0/16")).as("in any order").isEmpty();
    assertThat(nets("10.244.0.0/16", "10.250.0.0/17")).as("half of it").hasSize(1);
    assertThat(nets("10.244.7.0/24", "10.250.7.0/24")).as("a part for a part").isEmpty();
    assertThat(nets("10.244.7.0/24", "10.244.8.0/24")).as("two of the old one").hasSize(2);
  }

  @Test
  void onlyTheSameListCounts() {
    var policy = MentionKind.NETWORK_POLICY;
    assertThat(
            left(
                policy,
                "spec.ingress[0].from[0].ipBlock.cidr",
                "10.244.0.0/16",
                "spec.ingress[0].from[1].ipBlock.cidr",
                "10.250.0.0/16",
                "spec.ingress[1].from[0].ipBlock.cidr",
                "10.244.0.0/16",
                "spec.egress[0].to[0].ipBlock.cidr",
                "10.250.0.0/16"))
        .containsExactly("spec.ingress[1].from[0].ipBlock.cidr");
    assertThat(
            left(
                MentionKind.BGP_FILTER,
                "spec.exportV4[0].cidr",
                "10.244.0.0/16",
                "spec.importV4[0].cidr",
                "10.244.0.0/16",
                "spec.exportV4[1].cidr",
                "10.250.0.0/16"))
        .containsExactly("spec.importV4[0].cidr");
  }

  @Test
  void anExceptionCountsWhereTheNewRangeWouldNeedOne() {
    var policy = MentionKind.NETWORK_POLICY;
    var cidr = "spec.egress[0].to[0].ipBlock.cidr";
    var except = "spec.egress[0].to[0].ipBlock.except[0]";
    assertThat(left(policy, cidr, "0.0.0.0/0", except, "10.244.0.0/16")).containsExactly(except);
    assertThat(left(policy, cidr, "10.244.0.0/15", except, "10.244.0.0/16"))
        .as("neither range is allowed, before or after")
        .isEmpty();
    assertThat(left(policy, cidr, "10.244.0.0/16", except, "10.244.9.0/24")).containsExactly(cidr);
    assertThat(
            left(
                policy,
                cidr,
                "0.0.0.0/0",
                except,
                "10.244.0.0/16",
                "spec.egress[0].to[0].ipBlock.except[1]",
                "10.250.0.0/16"))
        .isEmpty();
    var calico = MentionKind.CALICO_NETWORK_POLICY;
    var notNets = "spec.ingress[0].source.notNets[0]";
    assertThat(left(calico, notNets, "10.244.0.0/16")).containsExactly(notNets);
    assertThat(
            left(
                calico,
                "spec.ingress[0].source.nets[0]",
                "172.16.0.0/12",
                notNets,
                "10.244.0.0/16"))
        .as("what is not matched needs no exception")
        .isEmpty();
    assertThat(
            left(
                calico,
                "spec.ingress[0].source.nets[0]",
                "10.244.0.0/16",
                notNets,
                "10.244.9.0/24"))
        .as("it will need one when the new range is put in")
        .containsExactly("spec.ingress[0].source.nets[0]", notNets);
  }

  /** Allowed by the one entry, and taken out again in the other. */
  @Test
  void aRangeThatIsExceptedIsNotBesideTheOldOne() {
    assertThat(
            left(
                MentionKind.NETWORK_POLICY,
                "spec.ingress[0].from[0].ipBlock.cidr",
                "10.244.0.0/16",
                "spec.ingress[0].from[1].ipBlock.cidr",
                "0.0.0.0/0",
                "spec.ingress[0].from[1].ipBlock.except[0]",
                "10.250.0.0/16"))
        .containsExactly("spec.ingress[0].from[0].ipBlock.cidr");
  }

  @Test
  void aRangeOfServicesSaysNothingOfPodsUnlessItIsTheirs() {
    var bgp = MentionKind.BGP_CONFIGURATION;
    assertThat(left(bgp, "spec.serviceExternalIPs[0].cidr", "10.244.0.0/15")).isEmpty();
    assertThat(left(bgp, "spec.serviceExternalIPs[0].cidr", "10.244.0.0/16")).hasSize(1);
    assertThat(left(bgp, "spec.prefixAdvertisements[0].cidr", "10.244.0.0/15")).hasSize(1);
  }

  @Test
  void aRangeMayGrowOrShrink() {
    var set = MentionKind.NETWORK_SET;
    var grows = change("10.244.0.0/16", "10.244.0.0/15");
    assertThat(left(grows, set, "spec.nets[0]", "10.244.0.0/16")).hasSize(1);
    assertThat(left(grows, set, "spec.nets[0]", "10.244.0.0/16", "spec.nets[1]", "10.244.0.0/15"))
        .isEmpty();
    var shrinks = change("10.244.0.0/15", "10.244.0.0/16");
    assertThat(left(shrinks, set, "spec.nets[0]", "10.244.0.0/16")).isEmpty();
    assertThat(left(shrinks, set, "spec.nets[0]", "10.245.0.0/16")).hasSize(1);
  }

  private static final String[] FIELDS = {
    "spec.ingress[0].from[0].ipBlock.cidr",
    "spec.ingress[0].from[0].ipBlock.except[0]",
    "spec.ingress[0].from[1].ipBlock.cidr",
    "spec.ingress[0].source.nets[0]",
    "spec.ingress[0].source.nets[1]",
    "spec.ingress[0].source.notNets[0]",
    "spec.exportV4[0].cidr",
    "spec.serviceClusterIPs[0].cidr",
    "spec.anything"
  };

  private static String range(Random random) {
    var prefix = random.nextInt(33);
    return Ipv4Range.of(
            "10."
                + random.nextInt(4)
                + "."
                + random.nextInt(4)
                + "."
                + random.nextInt(4)
                + "/"
                + prefix)
        .toString();
  }

  @Property(tries = 5_000)
  void whatIsLeftBehindConcernsTheOldRangeAndLacksTheNewOne(@ForAll long seed) {
    var random = new Random(seed);
    var change = change(range(random), range(random));
    var kinds = MentionKind.values();
    var kind = kinds[random.nextInt(kinds.length)];
    var all =
        Arrays.stream(FIELDS)
            .filter(f -> random.nextBoolean())
            .map(f -> mention(kind, f, range(random)))
            .toList();
    var left = change.leftBehind(all);
    assertThat(all).containsAll(left);
    assertThat(left).allMatch(m -> m.range().overlaps(change.from()));
    assertThat(left).noneMatch(m -> m.range().contains(change.to()));
    assertThat(change.leftBehind(left)).as("what settles a mention is none itself").isEqualTo(left);
    // Of a range that is excepted as well only the author knows what to make.
    if (all.stream().noneMatch(m -> m.field().contains("notNets"))
        && left.stream().noneMatch(m -> m.field().contains("except"))) {
      var settled = new ArrayList<>(all);
      left.forEach(m -> settled.add(mention(kind, beside(m.field()), change.to().toString())));
      assertThat(change.leftBehind(settled))
          .as("the new range beside each settles all")
          .isSubsetOf(withoutList(left));
    }
  }

  private static String beside(String field) {
    return field.replaceFirst("\\[\\d+](?=[^\\[]*$)", "[9]");
  }

  /** Fields outside any list have no place for a second range. */
  private static List<Mention> withoutList(List<Mention> mentions) {
    return mentions.stream().filter(m -> m.field().indexOf('[') < 0).toList();
  }

  @Test
  void addressesAndRangesAreMentionsAndNothingElseIs() {
    var holder = new Holder(MentionKind.NETWORK_SET, "", "x");
    assertThat(Mention.of(holder, "spec.a", "10.244.1.7"))
        .hasValueSatisfying(m -> assertThat(m.range()).isEqualTo(Ipv4Range.of("10.244.1.7/32")));
    for (var other :
        List.of(
            "", "fd00::/48", "web", "10.244", "10.244.0.0/33", "8080", "10.0.0.0/8,10.9.0.0/16")) {
      assertThat(Mention.of(holder, "spec.a", other)).as(other).isEmpty();
    }
    assertThat(new Mentions(MOVE, List.of(), Map.of()).objects()).isEmpty();
  }
}
