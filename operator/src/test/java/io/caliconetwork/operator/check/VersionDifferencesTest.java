package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.Probes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs between the releases 3.23 to 3.33 (reference §0), and how the release is known. */
class VersionDifferencesTest {

  /** Digests and private numbering say nothing, so ClusterInformation does; else the older way. */
  @ParameterizedTest(name = "image {0}, ClusterInformation {1}: IPIP needs BIRD {2}")
  @CsvSource({
    "docker.io/calico/node:v3.23.5, v3.23.5, true",
    "docker.io/calico/node:v3.26.5, v3.26.5, true",
    "docker.io/calico/node:v3.28.5, v3.28.5, true",
    "docker.io/calico/node:v3.29.7, v3.29.7, true",
    "docker.io/calico/node:v3.30.7, v3.30.7, true",
    "quay.io/calico/node:v3.31.7, v3.31.7, true",
    "quay.io/calico/node:v3.32.1, v3.32.1, true",
    "quay.io/calico/node:v3.33.0, v3.33.0, false",
    "quay.io/calico/node:v3.33.0-0.dev-7-gabc, v3.32.1, false",
    "registry:5000/calico/node:v3.32.1@sha256:0a1b, v3.33.0, true",
    "quay.io/calico/node@sha256:0a1b, v3.33.0, false",
    "quay.io/calico/node@sha256:0a1b, v3.30.7, true",
    "quay.io/calico/node@sha256:0a1b, '', true",
    "registry:5000/calico-node, '', true",
    "mirror/calico-node:latest, v3.33.1, false",
    "mirror/calico-node:2024.1.1, '', true",
    "mirror/calico-node:2024.1.1, v3.33.1, false",
    "mirror/calico-node:1.4, v3.33.1, false",
  })
  void whoProgramsTheRoutesOfIpip(String image, String information, boolean bird) {
    var cluster = Cluster.installed().image(image).info(information).snapshot();
    assertThat(Target.resolve(Wishes.overlay(IPIP), cluster).backend())
        .isEqualTo(bird ? Optional.of(Backend.BIRD) : Optional.empty());
    // In no release does Felix program those of pools without encapsulation, nor BIRD VXLAN's.
    assertThat(Target.resolve(Wishes.overlay(NONE), cluster).backend()).contains(Backend.BIRD);
    assertThat(Target.resolve(Wishes.overlay(VXLAN), cluster).backend()).contains(Backend.VXLAN);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "v3.23.5, /bin/calico-node -felix-ready, -bird-ready",
    "v3.32.1, /bin/calico-node -felix-ready, -bird-ready",
    "v3.33.0, calico component node health --felix-ready, --bird-ready",
  })
  void howTheProbesAreSpelled(String release, String command, String flag) {
    var without = new HealthProbe.Command(List.of(command.split(" ")));
    var with = without.edited(Probes.BIRD_READY, true);
    assertThat(with)
        .isEqualTo(new HealthProbe.Command(Arrays.asList((command + " " + flag).split(" "))));
    assertThat(with.edited(Probes.BIRD_READY, false)).isEqualTo(without);
  }

  /** From v3.29 on; before, it ends every start of calico-node. */
  @ParameterizedTest(name = "{0}: a range is written over none {1}")
  @CsvSource({
    "v3.23.5, true",
    "v3.26.5, true",
    "v3.28.5, true",
    "v3.29.0, false",
    "v3.30.7, false",
    "v3.31.7, false",
    "v3.32.1, false",
    "v3.33.0, false",
  })
  void whetherNoneIsARange(String release, boolean written) {
    var cluster =
        Cluster.installed()
            .image("calico/node:" + release)
            .info(release)
            .env("CALICO_IPV4POOL_CIDR", "none")
            .snapshot();
    var difference =
        EnvDifference.between(
            Target.resolve(Wishes.overlay(IPIP), cluster),
            cluster,
            cluster.container().orElseThrow());
    assertThat(difference.literals().containsKey("CALICO_IPV4POOL_CIDR")).isEqualTo(written);
  }
}
