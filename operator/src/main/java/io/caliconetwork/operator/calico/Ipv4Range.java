package io.caliconetwork.operator.calico;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;

/** An IPv4 range in CIDR notation without bits behind its prefix. */
public final class Ipv4Range {

  /** Strict CIDR notation: four decimal parts and a prefix length, nothing abbreviated. */
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .allowIPv6(false)
          .allowMask(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowUnlimitedLeadingZeros(false)
          .allowBinary(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getParentBuilder()
          .toParams();

  private final IPAddress block;

  private Ipv4Range(IPAddress block) {
    this.block = block;
  }

  /** Reads {@code 10.244.0.0/16}; bits behind the prefix are cut off; empty for other text. */
  public static Optional<Ipv4Range> parse(String text) {
    if (text == null || text.indexOf('/') < 0) {
      return Optional.empty();
    }
    var address = new IPAddressString(text, STRICT).getAddress();
    return address == null || !address.isPrefixed()
        ? Optional.empty()
        : Optional.of(new Ipv4Range(address.toPrefixBlock()));
  }

  /** Reads a range that the code itself names. */
  public static Ipv4Range of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no IPv4 range: " + text));
  }

  /** Prefix length, 0 to 32. */
  public int prefix() {
    return block.getNetworkPrefixLength();
  }

  public boolean contains(Ipv4Range other) {
    return block.contains(other.block);
  }

  /** Whether the range has the address, given as {@code 10.0.0.1} or {@code 10.0.0.1/24}. */
  public boolean hasAddress(String address) {
    var slash = address.indexOf('/');
    var host = slash < 0 ? address : address.substring(0, slash);
    return parse(host + "/32").map(this::contains).orElse(false);
  }

  public boolean overlaps(Ipv4Range other) {
    return contains(other) || other.contains(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv4Range range && block.equals(range.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  /** Canonical CIDR notation. */
  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}
