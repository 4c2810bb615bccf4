package io.caliconetwork.operator.calico;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Linux kernel as {@code status.nodeInfo.kernelVersion} names it.
 *
 * @param major such as 5
 * @param minor such as 15
 * @param patch such as 0
 * @param redHat built for Red Hat Enterprise Linux or a rebuild of it, which ports features back
 */
public record KernelVersion(int major, int minor, int patch, boolean redHat)
    implements Comparable<KernelVersion> {

  /** From here on the kernel carries VXLAN over IPv6 as Calico needs it (Calico's requirements). */
  private static final KernelVersion VXLAN_OVER_IPV6 = new KernelVersion(4, 19, 1, false);

  /** From here on Red Hat's kernels do too. */
  private static final KernelVersion RED_HAT_VXLAN_OVER_IPV6 = new KernelVersion(4, 18, 0, true);

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(.*)");

  /** Reads {@code 5.15.0-101-generic}; empty for text that does not begin with a version. */
  public static Optional<KernelVersion> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelVersion(
            Integer.parseInt(match.group(1)),
            Integer.parseInt(match.group(2)),
            match.group(3) == null ? 0 : Integer.parseInt(match.group(3)),
            match.group(4).contains(".el")));
  }

  /** Whether Calico's VXLAN works over IPv6 with it. */
  public boolean carriesVxlanOverIpv6() {
    return compareTo(redHat ? RED_HAT_VXLAN_OVER_IPV6 : VXLAN_OVER_IPV6) >= 0;
  }

  @Override
  public int compareTo(KernelVersion other) {
    return Comparator.comparingInt(KernelVersion::major)
        .thenComparingInt(KernelVersion::minor)
        .thenComparingInt(KernelVersion::patch)
        .compare(this, other);
  }
}
