package io.caliconetwork.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.FelixFacts.NodeSettings;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.MentionKind;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.caliconetwork.operator.snapshot.Rollout;
import io.caliconetwork.operator.snapshot.Surroundings;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.Pin;
import io.caliconetwork.operator.snapshot.Surroundings.PodFacts;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever stands in the cluster, every check gives an answer, and the same one twice. */
class ChecksPropertyTest {

  private static final String[] TEXTS = {
    "",
    "none",
    "true",
    "False",
    "10.0.0.0/8",
    "10.244.0.0/16",
    "192.168.0.0/25",
    "192.168.7.0/24",
    "0.0.0.0/0",
    "10.0.0.1/32",
    "10.0.0.7",
    "10.0.0.9/33",
    "fd00::/48",
    "notacidr",
    "1480",
    "-1",
    "Enabled",
    "Disabled",
    "EnabledIPIPOnly",
    "{\"ipv4_pools\": [\"a\",, b]}",
    "[",
    "node,",
    "999999",
    "v3.33.0"
  };

  private final Random random = new Random();

  @Property(tries = 3_000)
  void noCheckThrows(@ForAll long seed) {
    random.setSeed(seed);
    var snapshot = cluster().snapshot();
    var wish = wish();
    var target = Target.resolve(wish, snapshot);
    var refusals = Preflight.refusals(target, snapshot);
    assertThat(Preflight.refusals(target, snapshot)).isEqualTo(refusals);
    assertThat(refusals).isSortedAccordingTo((a, b) -> a.check().compareTo(b.check()));
    assertThat(refusals).allSatisfy(r -> assertThat(r.message() + r.remedy()).isNotBlank());
    assertThat(refusals).noneMatch(r -> r.override().filter(wish.accepted()::contains).isPresent());
    assertThat(Notices.of(target, snapshot)).isEqualTo(Notices.of(target, snapshot));
    CalicoNodeHealth.beforeStart(target, snapshot);
    PoolPins.matter(wish, snapshot);
    RangeMentions.sought(wish, snapshot);
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private boolean maybe() {
    return random.nextInt(3) == 0;
  }

  private <T> Optional<T> maybe(T value) {
    return maybe() ? Optional.of(value) : Optional.empty();
  }

  private Cluster cluster() {
    var cluster = maybe() ? Cluster.empty() : Cluster.installed();
    for (var variable :
        List.of(
            "FELIX_VXLANENABLED",
            "FELIX_IPINIPENABLED",
            "FELIX_AWSSRCDSTCHECK",
            "FELIX_PROGRAMCLUSTERROUTES",
            "CALICO_NETWORKING_BACKEND")) {
      if (maybe()) {
        cluster.env(
            variable,
            maybe() ? new EnvValue.ConfigMapKey("calico-config", text()) : literal(text()));
      }
    }
    for (var key : List.of("veth_mtu", "calico_backend", "cni_network_config")) {
      if (maybe()) {
        cluster.configMap(key, text());
      }
    }
    if (maybe()) {
      cluster.withoutPools();
    }
    if (maybe()) {
      cluster.pool(
          new IpPool(
              maybe() ? IpPool.DEFAULT_NAME : "other",
              "1",
              text(),
              maybe() ? null : (Integer) random.nextInt(-3, 40),
              new IpPool.Modes(maybe() ? null : "Always", maybe() ? "CrossSubnet" : "x", maybe()),
              new io.caliconetwork.operator.calico.PoolOptions(
                  maybe(), maybe() ? null : text(), maybe()),
              maybe(),
              maybe() ? List.of("Tunnel") : List.of()));
    }
    if (maybe()) {
      cluster.withoutNodes();
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      cluster.node("random-" + i, maybe() ? text() : "10.0." + i + ".1/" + random.nextInt(33));
    }
    if (maybe()) {
      cluster.windowsNode("win");
    }
    if (maybe()) {
      cluster.withoutDaemonSet();
    }
    if (maybe()) {
      cluster.withoutConfigMap();
    }
    if (maybe()) {
      cluster.host(
          new NodeHost(
              maybe() ? "aws" : "azure",
              maybe() ? "SUSE" : "",
              random.nextInt(1000) - 1,
              List.of("10.0.0.1"),
              Map.of("zone", "west"),
              maybe("CalicoIsDown")));
    }
    return cluster
        .image("calico/node:v3." + random.nextInt(20, 36) + ".0")
        .rollout(new Rollout(1, random.nextInt(3), 3, random.nextInt(4), random.nextInt(4)))
        .routesOfBird(text())
        .surroundings(surroundings());
  }

  private static EnvValue literal(String text) {
    return new EnvValue.Literal(text);
  }

  private Surroundings surroundings() {
    var settings =
        Around.settings(maybe() ? maybe() : null, maybe() ? maybe() : null, text(), text());
    return new Surroundings(
        List.of(new Sourced(text(), "somewhere")),
        List.of(text()),
        List.of(text(), text()),
        new FelixFacts(settings, List.of(new NodeSettings("node.x", settings))),
        new IpamFacts(maybe(), random.nextInt(-2, 30)),
        maybe(new KubeControllers(random.nextInt(-1, 3), maybe(text()))),
        maybe(
            new PodFacts(
                List.of(new Pin("Pod a/b", List.of(text()))),
                List.of(new Sourced(text(), "somewhere")),
                List.of(new Sourced(text(), "somewhere")))),
        maybe(mentions()));
  }

  /** Whatever was found about the pool's range, for whatever change. */
  private Mentions mentions() {
    var kinds = MentionKind.values();
    var kind = kinds[random.nextInt(kinds.length)];
    var change =
        new RangeChange(
            Ipv4Range.parse(text()).orElse(Ipv4Range.of("192.168.0.0/16")),
            Ipv4Range.parse(text()).orElse(Ipv4Range.of("10.244.0.0/16")));
    return new Mentions(
        change,
        Mention.of(new Holder(kind, maybe() ? "shop" : "", "x"), "spec.nets[0]", text()).stream()
            .toList(),
        maybe() ? Map.of(kind, 1 + random.nextInt(3)) : Map.of());
  }

  private Wish wish() {
    var overlays = Encapsulation.values();
    var accepted = EnumSet.noneOf(AcceptableRisk.class);
    for (var risk : AcceptableRisk.values()) {
      if (maybe()) {
        accepted.add(risk);
      }
    }
    return new Wish(
        overlays[random.nextInt(overlays.length)],
        new Wish.PoolWish(
            Ipv4Range.parse(text()),
            maybe(random.nextInt(20, 33)),
            maybe(maybe()),
            maybe("zone == 'west'"),
            maybe(maybe()),
            Ipv4Range.parse(text())),
        maybe(random.nextInt(576, 9000)),
        maybe(),
        Set.copyOf(accepted),
        maybe(Wishes.ipv6Pool(maybe(overlays[random.nextInt(overlays.length)]))));
  }
}
