package io.caliconetwork.local.calico;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of Calico and what it does differently from its neighbours (§0).
 *
 * @param major 3 for every release covered
 * @param minor the minor release, 26 and later are covered; 33 is the development head of the law
 * @param patch the patch release, from 0
 */
public record CalicoRelease(int major, int minor, int patch) implements Comparable<CalicoRelease> {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:-.*)?");
  private static final Comparator<CalicoRelease> ORDER =
      Comparator.comparingInt(CalicoRelease::major)
          .thenComparingInt(CalicoRelease::minor)
          .thenComparingInt(CalicoRelease::patch);

  /**
   * Reads a version ({@code v3.30.7}, {@code 3.30}) or an image reference that ends in one as its
   * tag. A suffix such as {@code -0.dev} is ignored.
   *
   * @throws IllegalArgumentException when there is no version in the text
   */
  public static CalicoRelease parse(String text) {
    String withoutDigest = text.contains("@") ? text.substring(0, text.indexOf('@')) : text;
    String tag = withoutDigest.substring(withoutDigest.lastIndexOf(':') + 1).strip();
    Matcher matcher = VERSION.matcher(tag);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no Calico version in '" + text + "'");
    }
    String patch = matcher.group(3);
    return new CalicoRelease(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  @Override
  public int compareTo(CalicoRelease other) {
    return ORDER.compare(this, other);
  }

  /** Whether this is release {@code major.minor} or a later one. */
  public boolean isAtLeast(int atLeastMajor, int atLeastMinor) {
    return compareTo(new CalicoRelease(atLeastMajor, atLeastMinor, 0)) >= 0;
  }

  /** Felix instead of BIRD programs IPIP cluster routes unless told otherwise (§0, from 3.33). */
  public boolean felixProgramsIpipByDefault() {
    return isAtLeast(3, 33);
  }

  /** FelixConfiguration.programClusterRoutes is understood (§0, from 3.31). */
  public boolean felixCanProgramClusterRoutes() {
    return isAtLeast(3, 31);
  }

  /** BGPConfiguration.programClusterRoutes is understood (§0, from 3.32). */
  public boolean birdCanLeaveClusterRoutes() {
    return isAtLeast(3, 32);
  }

  /**
   * Felix restarts for ever on a pool that has only one of its mode fields and that one enabled
   * (§0, §4.1: 3.23 to 3.32).
   */
  public boolean restartsOnMissingMode() {
    return isAtLeast(3, 23) && !isAtLeast(3, 33);
  }

  /** {@code CALICO_IPV4POOL_CIDR=none} switches the family off (§0, from 3.29). */
  public boolean poolCidrNoneUnderstood() {
    return isAtLeast(3, 29);
  }

  /** The node becomes NetworkUnavailable=False only once Felix and BIRD are ready (from 3.31). */
  public boolean networkUnavailableWaitsForReadiness() {
    return isAtLeast(3, 31);
  }

  /** Block affinities carry the hashed host name label and are listed by it (§0, from 3.31). */
  public boolean labelsAffinities() {
    return isAtLeast(3, 31);
  }

  /**
   * CALICO_IPV6POOL_VXLAN is read only while the IPv4 pool is enabled (§1.2: 3.29 to 3.30.7, 3.32.0
   * and 3.32.1).
   */
  public boolean ipv6VxlanEnvNeedsIpv4Pool() {
    return minorIs(29) || minorIs(30) || (minorIs(32) && patch <= 1);
  }

  /** Pools may still carry the legacy {@code ipip} and {@code nat-outgoing} (§3.3, up to 3.31). */
  public boolean storesLegacyPoolFields() {
    return !isAtLeast(3, 32);
  }

  /** The tunnel allocator wakes on a change of allowedUses alone (§5.3: not 3.30.7, but 3.32.1). */
  public boolean tunnelAllocatorSeesAllowedUses() {
    return isAtLeast(3, 32);
  }

  /** Probes are {@code calico component node health …} instead of {@code calico-node …} (3.33). */
  public boolean probesUseComponentCommand() {
    return isAtLeast(3, 33);
  }

  /** Felix also removes stale IPIP routes that BIRD left behind (§4.3, from 3.33). */
  public boolean felixOwnsBirdIpipRoutes() {
    return isAtLeast(3, 33);
  }

  private boolean minorIs(int wanted) {
    return major == 3 && minor == wanted;
  }

  @Override
  public String toString() {
    return "v" + major + "." + minor + "." + patch;
  }
}
