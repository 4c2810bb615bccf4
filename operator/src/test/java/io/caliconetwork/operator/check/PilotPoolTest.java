package io.caliconetwork.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.Ipv4Range;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every node needs a block, and nodes may join. */
class PilotPoolTest {

  @ParameterizedTest
  @CsvSource({"1, 28", "3, 28", "8, 28", "9, 27", "16, 27", "17, 26", "1000, 21", "5000, 18"})
  void theRangeToLendHasRoomForTwiceTheNodes(long nodes, int prefix) {
    assertThat(PilotPool.prefixFor(nodes)).isEqualTo(prefix);
    assertThat(1L << (32 - prefix)).isGreaterThanOrEqualTo(2 * nodes);
  }

  @ParameterizedTest
  @CsvSource({
    "10.245.0.0/16, 5, 30, 16384",
    "10.245.0.0/24, 5, 30, 64",
    "10.245.0.0/24, 50, 31, 128",
    "10.245.0.0/24, 200, 32, 256",
    "10.245.0.0/28, 3, 31, 8",
    "10.245.0.0/31, 2, 32, 2",
    "10.245.0.0/31, 3, 32, 2",
  })
  void blocksAreAsLargeAsTheNodesLeaveThem(String range, long nodes, int size, long blocks) {
    var pool = PilotPool.in(Ipv4Range.of(range), Family.VXLAN, nodes);
    assertThat(pool.blockSize()).isEqualTo(size);
    assertThat(pool.blocks()).isEqualTo(blocks);
  }
}
