package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MovesListingTest {

  private final Moves moves =
      new Moves(List.of(Ipv4Range.parse("10.0.0.0/16").orElseThrow()), InstantSource.system());

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid(
            UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString())
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .endSpec()
        .withNewStatus()
        .withPodIP("10.0.0.1")
        .endStatus()
        .build();
  }

  private List<String> listed(String... names) {
    moves.listing();
    Stream.of(names).forEach(name -> moves.seen(pod(name), 0));
    moves.listed(0);
    return remaining();
  }

  private List<String> remaining() {
    return moves.look(false, false, 0).remaining().stream().map(MovingPod::name).toList();
  }

  @Test
  void aLaterListTellsWhatIsGone() {
    assertThat(listed("a", "b")).containsExactly("shop/a", "shop/b");
    assertThat(listed("b", "c")).containsExactly("shop/b", "shop/c");
    assertThat(listed()).isEmpty();
  }

  @Test
  void aFirstListThatBrokeOffIsNoDifferent() {
    moves.listing();
    moves.seen(pod("a"), 0);
    assertThat(listed("b")).containsExactly("shop/b");
  }
}
