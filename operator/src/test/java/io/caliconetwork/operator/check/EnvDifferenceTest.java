package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.IPIP_CROSS_SUBNET;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.Wish.PoolWish;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvDifferenceTest {

  private static EnvDifference between(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return EnvDifference.between(
        Target.resolve(wish, snapshot), snapshot, snapshot.container().orElseThrow());
  }

  private static Cluster kubeadm() {
    return Cluster.installed().podSubnet("192.168.0.0/16");
  }

  @Test
  void nothingChangesWhenCalicoNodeWouldCreateThePoolAsItIs() {
    assertThat(between(Wishes.overlay(IPIP), kubeadm())).isEqualTo(EnvDifference.NONE);
    assertThat(between(Wishes.overlay(IPIP), kubeadm()).isEmpty()).isTrue();
  }

  @Test
  void theOverlayIsBothVariables() {
    assertThat(between(Wishes.overlay(VXLAN), kubeadm()).literals())
        .isEqualTo(Map.of("CALICO_IPV4POOL_IPIP", "Never", "CALICO_IPV4POOL_VXLAN", "Always"));
  }

  @Test
  void anotherSpellingOfTheSameIsLeftAsItIs() {
    var cluster =
        kubeadm()
            .env("CALICO_IPV4POOL_IPIP", "ALWAYS")
            .env("CALICO_IPV4POOL_VXLAN", "off")
            .env("CALICO_IPV4POOL_CIDR", "192.168.7.7/16")
            .env("CALICO_IPV4POOL_NAT_OUTGOING", "")
            .env("CALICO_IPV4POOL_NODE_SELECTOR", "");
    assertThat(between(Wishes.overlay(IPIP), cluster).isEmpty()).isTrue();
  }

  /** Pitfall 3: an absent variable is Never, whatever the documentation says. */
  @Test
  void anAbsentVariableIsWrittenDownWithTheRestAndNotForItself() {
    var absent = kubeadm().withoutEnv("CALICO_IPV4POOL_VXLAN");
    assertThat(between(Wishes.overlay(IPIP), absent).isEmpty()).isTrue();
    assertThat(between(Wishes.overlay(IPIP_CROSS_SUBNET), absent).literals())
        .isEqualTo(Map.of("CALICO_IPV4POOL_IPIP", "CrossSubnet", "CALICO_IPV4POOL_VXLAN", "Never"));
    assertThat(
            between(Wishes.overlay(IPIP), kubeadm().withoutEnv("CALICO_IPV4POOL_IPIP")).literals())
        .isEqualTo(Map.of("CALICO_IPV4POOL_IPIP", "Always"));
  }

  /** It may come from there, with another value. */
  @Test
  void anAbsentVariableIsWrittenDownWhereEnvFromMayBringIt() {
    assertThat(
            between(
                    Wishes.overlay(IPIP),
                    kubeadm().withoutEnv("CALICO_IPV4POOL_VXLAN").envFrom("ConfigMap mine"))
                .literals())
        .containsExactly(Map.entry("CALICO_IPV4POOL_VXLAN", "Never"));
  }

  /** Whoever keeps calico-node from creating pools wants no range; only spec.cidr asks for one. */
  @ParameterizedTest
  @CsvSource({
    "NO_DEFAULT_POOLS, true, v3.26.0, false",
    "NO_DEFAULT_POOLS, false, v3.26.0, true",
    "CALICO_IPV4POOL_CIDR, none, v3.29.0, false",
    "CALICO_IPV4POOL_CIDR, none, latest, false",
    "CALICO_IPV4POOL_CIDR, none, v3.28.5, true",
    "CALICO_IPV4POOL_CIDR, None, v3.32.1, true",
  })
  void theRangeIsNotWrittenWhereNoPoolIsCreated(
      String variable, String value, String tag, boolean written) {
    var cluster =
        Cluster.installed().env(variable, value).image("calico/node:" + tag).info("unknown");
    var literals = between(Wishes.overlay(VXLAN), cluster).literals();
    assertThat(literals.containsKey("CALICO_IPV4POOL_CIDR")).isEqualTo(written);
    assertThat(between(Wishes.cidr(IPIP, "192.168.0.0/16"), cluster).literals())
        .containsKey("CALICO_IPV4POOL_CIDR");
  }

  /** What calico-node picks by itself depends on the node that comes first. */
  @Test
  void theRangeThatCalicoNodeWouldPickIsWrittenDownAlongWithOthersOnly() {
    assertThat(between(Wishes.overlay(IPIP), Cluster.installed()).isEmpty()).isTrue();
    assertThat(between(Wishes.overlay(VXLAN), Cluster.installed()).literals())
        .containsEntry("CALICO_IPV4POOL_CIDR", "192.168.0.0/16");
    assertThat(between(Wishes.cidr(IPIP, "192.168.0.0/16"), Cluster.installed()).literals())
        .containsExactly(Map.entry("CALICO_IPV4POOL_CIDR", "192.168.0.0/16"));
    assertThat(
            between(Wishes.overlay(IPIP), Cluster.installed().node("node-4", "192.168.7.4/24"))
                .literals())
        .as("with a node in it calico-node would pick another")
        .containsExactly(Map.entry("CALICO_IPV4POOL_CIDR", "192.168.0.0/16"));
    assertThat(
            between(
                    Wishes.overlay(IPIP),
                    Cluster.installed().env("CALICO_IPV4POOL_CIDR", "10.0.0.0/16"))
                .literals())
        .containsExactly(Map.entry("CALICO_IPV4POOL_CIDR", "192.168.0.0/16"));
  }

  @Test
  void fieldsThatAreDeclaredAreWrittenDownAndOthersOnlyWhereTheyDiffer() {
    var declared =
        new PoolWish(
            Optional.of(Ipv4Range.of("192.168.0.0/16")),
            Optional.of(26),
            Optional.of(true),
            Optional.of("all()"),
            Optional.of(false));
    assertThat(between(Wishes.pool(IPIP, declared), kubeadm()).literals())
        .containsOnlyKeys(
            "CALICO_IPV4POOL_CIDR",
            "CALICO_IPV4POOL_BLOCK_SIZE",
            "CALICO_IPV4POOL_NAT_OUTGOING",
            "CALICO_IPV4POOL_NODE_SELECTOR",
            "CALICO_IPV4POOL_DISABLE_BGP_EXPORT");
  }

  /** Pitfall 39: a value over a valueFrom is refused; the key it points to is changed instead. */
  @Test
  void aVariableFromCaliconsConfigMapIsFollowed() {
    var cluster =
        kubeadm()
            .env("CALICO_IPV4POOL_VXLAN", new EnvValue.ConfigMapKey("calico-config", "vxlan_mode"))
            .configMap("vxlan_mode", "Never");
    var difference = between(Wishes.overlay(VXLAN), cluster);
    assertThat(difference.configMapKeys()).containsExactly(Map.entry("vxlan_mode", "Always"));
    assertThat(difference.literals()).doesNotContainKey("CALICO_IPV4POOL_VXLAN");
    assertThat(difference.unreachable()).isEmpty();
    assertThat(between(Wishes.overlay(IPIP), cluster).isEmpty()).isTrue();
  }

  @Test
  void aVariableFromElsewhereIsNamedInAStableOrder() {
    var cluster =
        kubeadm()
            .env("CALICO_IPV4POOL_VXLAN", new EnvValue.Other("secretKeyRef"))
            .env("CALICO_IPV4POOL_IPIP", new EnvValue.ConfigMapKey("other", "key"));
    assertThat(between(Wishes.overlay(IPIP), cluster).unreachable())
        .containsExactly(
            "CALICO_IPV4POOL_IPIP (from ConfigMap other, key key)",
            "CALICO_IPV4POOL_VXLAN (from a secretKeyRef)");
  }
}
