package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §9, CrossSubnet. */
class Section9_CrossSubnetTest {

  @Test
  @DisplayName("my IPv4Address CIDR contains the other node's IP")
  void ownMaskDecides() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN_CROSS_SUBNET);
    assertThat(lab.route("n1", "n2")).startsWith("DIRECT");
    assertThat(lab.route("n1", "n3")).startsWith("VXLAN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "bird"})
  @DisplayName("Per-direction, so unequal masks are asymmetric")
  void unequalMasks(String backend) {
    boolean bird = backend.equals("bird");
    Lab lab =
        Lab.settled("v3.30.7", backend, bird ? Pools.IPIP_CROSS_SUBNET : Pools.VXLAN_CROSS_SUBNET);
    lab.annotate("n3", Datastore.ADDRESS, "10.0.2.3/16");
    lab.pass(20);
    assertThat(lab.route("n3", "n1")).startsWith("DIRECT");
    assertThat(lab.route("n1", "n3")).startsWith(bird ? "IPIP" : "VXLAN");
  }

  @Test
  @DisplayName("No prefix in annotation = /32 ⇒ CrossSubnet acts like Always")
  void noPrefix() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN_CROSS_SUBNET);
    for (String address : new String[] {"10.0.1.1", "10.0.1.1/32"}) {
      lab.annotate("n1", Datastore.ADDRESS, address);
      lab.pass(20);
      assertThat(lab.route("n1", "n2")).startsWith("VXLAN");
      assertThat(lab.route("n2", "n1")).startsWith("DIRECT");
    }
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
  }

  @Test
  @DisplayName("No BGP address ⇒ falls back to InternalIP as /32 ⇒ different subnet")
  void noAnnotation() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN_CROSS_SUBNET);
    lab.forget("n1", Datastore.ADDRESS);
    lab.pass(20);
    assertThat(lab.route("n1", "n2")).startsWith("VXLAN");
  }
}
