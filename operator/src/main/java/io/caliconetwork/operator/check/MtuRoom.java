package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.util.List;
import java.util.Optional;

/**
 * Whether a fixed MTU leaves room for the overlay's headers (law §7). The MTU of the links is not
 * in the API; what is known of it is that the present setting works.
 */
final class MtuRoom {

  /** What a link carries unless somebody changed it. */
  private static final int ETHERNET = 1500;

  /** Above this somebody has set up jumbo frames, whose size we cannot know. */
  private static final int NEARLY_ETHERNET = 1600;

  private static final int WIREGUARD = 60;

  private MtuRoom() {}

  static List<Guard> guards() {
    return List.of(MtuRoom::tooLarge);
  }

  private static Optional<Finding> tooLarge(Situation s) {
    int present = s.cluster().configuredMtu().orElse(0);
    int wished = s.target().wish().mtu().orElse(present);
    if (wished == 0) {
      return Optional.empty();
    }
    var needed = wished + overhead(s, s.overlay().family());
    var change = s.change();
    var ahead = change.creates() || change.family() || change.mtu();
    if (!ahead) {
      return Finding.when(
          needed > ETHERNET && needed <= NEARLY_ETHERNET,
          finding(s, wished, new Known(ETHERNET, "ordinary links carry " + ETHERNET), false));
    }
    var known = known(s, present);
    return Finding.when(needed > known.bytes(), finding(s, wished, known, true));
  }

  /**
   * What the links are known to carry.
   *
   * @param bytes per packet
   * @param why it is known
   */
  private record Known(int bytes, String why) {}

  private static Known known(Situation s, int present) {
    var live = s.cluster().managedPool().flatMap(p -> p.encapsulation());
    var proven =
        present == 0
            ? 0
            : present + live.map(e -> overhead(s, e.family())).orElse(overhead(s, Family.NONE));
    // A number in the spec is meant; one that is left over was chosen for what is left behind.
    var explicit = s.target().wish().mtu().isPresent() || live.isEmpty();
    return proven == 0 || (explicit && proven < ETHERNET)
        ? new Known(ETHERNET, "ordinary links carry " + ETHERNET)
        : new Known(
            proven,
            "the links are known to carry "
                + proven
                + ", the present "
                + present
                + " with overlay "
                + live.map(Encapsulation::overlay).orElse("None"));
  }

  private static int overhead(Situation s, Family family) {
    var wireguard = s.cluster().surroundings().felix().global().wireguard() ? WIREGUARD : 0;
    return Math.max(family.overheadBytes(), wireguard);
  }

  private static Finding finding(Situation s, int wished, Known known, boolean ahead) {
    var overhead = overhead(s, s.overlay().family());
    return new Finding(
        CheckId.MTU_TOO_LARGE,
        (s.target().wish().mtu().isPresent() ? "spec.mtu " : "veth_mtu ")
            + wished
            + " and "
            + overhead
            + " bytes of "
            + (overhead == WIREGUARD ? "WireGuard" : s.overlay() + " headers")
            + " make packets of "
            + (wished + overhead)
            + " bytes, but "
            + known.why()
            + ": large packets would be cut or lost",
        "set spec.mtu: " + (known.bytes() - overhead) + ", or spec.mtu: 0 to let Calico detect it",
        ahead);
  }
}
