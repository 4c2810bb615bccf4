package io.caliconetwork.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.caliconetwork.operator.plan.TimeLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorConfigTest {

  @Test
  void limitsAreTheUsualOnesUnlessSet() {
    assertThat(OperatorConfig.from(Map.of()).limits()).isEqualTo(TimeLimits.DEFAULT);
    assertThat(
            OperatorConfig.from(
                    Map.of(
                        "ROLLOUT_TIME_LIMIT", "20m",
                        "TUNNEL_TIME_LIMIT", "90s",
                        "REPAIR_WINDOW", "1h",
                        "POD_TIME_LIMIT", "2m",
                        "ADDRESS_TIME_LIMIT", "3m"))
                .limits())
        .isEqualTo(
            new TimeLimits(
                Duration.ofMinutes(20),
                Duration.ofSeconds(90),
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3)));
  }

  @Test
  void itServesOnAllAddressesUnlessToldOne() {
    assertThat(OperatorConfig.from(Map.of()).http().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(OperatorConfig.from(Map.of()).http().getPort()).isEqualTo(9377);
    assertThat(OperatorConfig.from(Map.of("HTTP_ADDRESS", "127.0.0.2", "HTTP_PORT", "80")).http())
        .isEqualTo(new InetSocketAddress("127.0.0.2", 80));
    assertThat(OperatorConfig.from(Map.of("HTTP_ADDRESS", "::1")).http().getAddress())
        .hasToString("/0:0:0:0:0:0:0:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorConfig.from(Map.of("HTTP_ADDRESS", "node-1")))
        .withMessage("HTTP_ADDRESS must be an IP address, not node-1");
  }

  @Test
  void tunnelsHaveTwentySecondsToSettleUnlessSet() {
    assertThat(OperatorConfig.from(Map.of()).settle()).hasSeconds(20);
    assertThat(OperatorConfig.from(Map.of("SETTLE_TIME", "500ms")).settle()).hasMillis(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "0s", "-1m", "1.5h", "10 m", "25h", "PT10M", "999999h"})
  void whatIsNoTimeIsRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorConfig.from(Map.of("TUNNEL_TIME_LIMIT", text)))
        .withMessage(
            "TUNNEL_TIME_LIMIT must be a time such as 90s, 20m or 1h, at most 24h, not " + text);
  }
}
