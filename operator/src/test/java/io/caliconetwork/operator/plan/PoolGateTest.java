package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.plan.PoolGate.AwaitPoolEmpty;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan waits for, in words. */
class PoolGateTest {

  private static final Ipv4Range RANGE = Ipv4Range.of("10.0.0.0/16");

  private static AwaitPoolEmpty left(Given given) {
    var block =
        new IpamClaims.Block(
            new IpamClaims.Stored("b", "1"), "10.0.0.0/26", Optional.empty(), given, false);
    return AwaitPoolEmpty.left(
        RANGE, new IpamClaims(RANGE, List.of(block), List.of()), Cluster.installed().snapshot());
  }

  @Test
  void oneAddressIsNamed() {
    var gate = left(Given.to(new Holder("node-1", "pod shop/gone")));
    assertThat(gate.detail())
        .startsWith(
            "10.0.0.0/16 still gives 1 address: pod shop/gone of node-1; no pod in the API has it");
    assertThat(gate.lagging()).as("a node that has done nothing wrong").isEmpty();
  }

  @Test
  void thoseThatAreOnlyCountedAreAmongTheOthers() {
    var named =
        List.of(new Holder("node-1", "pod shop/b"), new Holder("node-2", "vxlanTunnelAddress"));
    var gate = left(new Given(named, 1_000_000));
    assertThat(gate.detail())
        .startsWith(
            "10.0.0.0/16 still gives 1000002 addresses: pod shop/b of node-1, vxlanTunnelAddress"
                + " of node-2 and 1000000 others; no pod in the API has them");
    assertThat(gate.lagging()).containsExactly("node-2");
  }

  @Test
  void ofTunnelsNoPodIsSpokenOf() {
    var gate = left(Given.to(new Holder("node-2", "ipipTunnelAddress")));
    assertThat(gate.detail())
        .isEqualTo("10.0.0.0/16 still gives 1 address: ipipTunnelAddress of node-2");
    assertThat(gate.lagging()).containsExactly("node-2");
  }
}
