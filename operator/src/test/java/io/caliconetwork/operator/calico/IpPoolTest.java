package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPoolTest {

  private static IpPool pool(String ipip, String vxlan, String... uses) {
    return new IpPool(
        "p",
        "1",
        "10.0.0.0/16",
        null,
        new IpPool.Modes(ipip, vxlan, false),
        PoolOptions.DEFAULT,
        false,
        List.of(uses));
  }

  /** Pitfall 57: a mode that is absent acts as Never, but Felix falls over it. */
  @ParameterizedTest
  @CsvSource({
    "Always, Never, IPIP, true",
    "Always, , IPIP, false",
    ", CrossSubnet, VXLANCrossSubnet, false",
    ", , None, false",
    "Never, Never, None, true",
    "'', Always, VXLAN, false",
  })
  void anAbsentModeActsAsNeverButIsNotComplete(
      String ipip, String vxlan, String overlay, boolean complete) {
    assertThat(pool(ipip, vxlan).encapsulation()).map(Encapsulation::overlay).contains(overlay);
    assertThat(pool(ipip, vxlan).modes().complete()).isEqualTo(complete);
  }

  @Test
  void bothModesAtOnceAreNoEncapsulation() {
    assertThat(pool("Always", "Always").encapsulation()).isEmpty();
  }

  @Test
  void anAbsentBlockSizeIsCalicosDefault() {
    assertThat(pool("Always", "Never").effectiveBlockSize()).isEqualTo(26);
  }

  @Test
  void withoutAllowedUsesItServesPodsAndTunnels() {
    assertThat(pool("Always", "Never").forWorkloads()).isTrue();
    assertThat(pool("Always", "Never").forTunnels()).isTrue();
    assertThat(pool("Always", "Never", "LoadBalancer").forWorkloads()).isFalse();
    assertThat(pool("Always", "Never", "LoadBalancer").forTunnels()).isFalse();
    assertThat(pool("Always", "Never", "Tunnel").forWorkloads()).isFalse();
  }

  @Test
  void anEmptyNodeSelectorIsEveryNode() {
    assertThat(new PoolOptions(true, " ", false)).isEqualTo(PoolOptions.DEFAULT);
    assertThat(new PoolOptions(true, null, false)).isEqualTo(PoolOptions.DEFAULT);
  }
}
