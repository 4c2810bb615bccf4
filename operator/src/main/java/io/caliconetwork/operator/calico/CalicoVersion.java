package io.caliconetwork.operator.calico;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Calico release.
 *
 * @param major such as 3
 * @param minor such as 30
 * @param patch such as 7
 */
public record CalicoVersion(int major, int minor, int patch) implements Comparable<CalicoVersion> {

  /** Of every release that knows IPPools as resources. */
  private static final int PRESENT_MAJOR = 3;

  private static final Pattern TEXT =
      Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

  /** Reads {@code v3.30.7}, {@code 3.30} or {@code v3.33.0-0.dev-12}; empty for other text. */
  public static Optional<CalicoVersion> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var patch = match.group(3) == null ? 0 : Integer.parseInt(match.group(3));
    return Optional.of(
        new CalicoVersion(
            Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)), patch));
  }

  /**
   * Reads the tag of an image reference; empty without a tag, or with one that is no version of
   * Calico: a mirror may number its images by its own count, {@code 2024.1.1}.
   */
  public static Optional<CalicoVersion> ofImage(String image) {
    var name = image.substring(image.lastIndexOf('/') + 1);
    var withoutDigest = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
    var colon = withoutDigest.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : parse(withoutDigest.substring(colon + 1)).filter(v -> v.major == PRESENT_MAJOR);
  }

  /** From v3.33 on Felix, not BIRD, programs the routes of IP-in-IP pools by default. */
  public boolean felixProgramsIpipRoutes() {
    return compareTo(new CalicoVersion(3, 33, 0)) >= 0;
  }

  /** From v3.32 on Calico can keep its objects in {@code projectcalico.org/v3} itself. */
  public boolean knowsV3Crds() {
    return compareTo(new CalicoVersion(3, 32, 0)) >= 0;
  }

  /** From v3.29 on {@code CALICO_IPV4POOL_CIDR=none} is understood. */
  public boolean understandsCidrNone() {
    return compareTo(new CalicoVersion(3, 29, 0)) >= 0;
  }

  @Override
  public int compareTo(CalicoVersion other) {
    return Comparator.comparingInt(CalicoVersion::major)
        .thenComparingInt(CalicoVersion::minor)
        .thenComparingInt(CalicoVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return "v" + major + "." + minor + "." + patch;
  }
}
