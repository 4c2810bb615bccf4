package io.caliconetwork.operator.calico;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IPv6 range in CIDR notation without bits behind its prefix. */
public final class Ipv6Range implements IpRange {

  /**
   * What Go's ParseCIDR takes of IPv6, and so Calico and Kubernetes: no zone, no mask, no blanks.
   * The form with an IPv4 address inside is left out: Kubernetes refuses it.
   */
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F:]{2,39}/(?:0|[1-9][0-9]{0,1}|1[01][0-9]|12[0-8])");

  /** Addresses that are unique here but routed nowhere else (RFC 4193). */
  private static final Ipv6Range UNIQUE_LOCAL = of("fc00::/7");

  private final IPAddress block;

  private Ipv6Range(IPAddress block) {
    this.block = block;
  }

  /** Reads {@code fd00:10:244::/56}; bits behind the prefix are cut off; empty for other text. */
  public static Optional<Ipv6Range> parse(String text) {
    if (text == null || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(new IPAddressString(text).getAddress())
        .filter(IPAddress::isIPv6)
        .map(address -> new Ipv6Range(address.toPrefixBlock()));
  }

  /** Whether the text is a range, in any spelling, without bits behind its prefix. */
  public static boolean isMasked(String text) {
    return parse(text).isPresent() && new IPAddressString(text).getAddress().isPrefixBlock();
  }

  /** Reads a range that the code itself names. */
  public static Ipv6Range of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no IPv6 range: " + text));
  }

  @Override
  public int prefix() {
    return block.getNetworkPrefixLength();
  }

  public boolean contains(Ipv6Range other) {
    return block.contains(other.block);
  }

  public boolean overlaps(Ipv6Range other) {
    return contains(other) || other.contains(this);
  }

  /** Whether the range has the address, given as {@code fd00::1} or {@code fd00::1/64}. */
  public boolean hasAddress(String address) {
    var slash = address.indexOf('/');
    var host = slash < 0 ? address : address.substring(0, slash);
    return parse(host + "/128").map(this::contains).orElse(false);
  }

  /** Whether nobody outside this site routes it. */
  public boolean uniqueLocal() {
    return UNIQUE_LOCAL.contains(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv6Range range && block.equals(range.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  /** Canonical CIDR notation (RFC 5952), as Go writes it. */
  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}
