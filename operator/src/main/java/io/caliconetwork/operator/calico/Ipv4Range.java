package io.caliconetwork.operator.calico;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IPv4 range in CIDR notation without bits behind its prefix. */
public final class Ipv4Range implements IpRange {

  /**
   * What Go's ParseCIDR takes, and so Calico and Kubernetes: four decimal parts and a prefix
   * length, nothing abbreviated, no leading zeros, no blanks. Values are left to the library.
   */
  private static final Pattern FORM =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}/(?:0|[1-9][0-9]?)");

  private final IPAddress block;

  private Ipv4Range(IPAddress block) {
    this.block = block;
  }

  /** Reads {@code 10.244.0.0/16}; bits behind the prefix are cut off; empty for other text. */
  public static Optional<Ipv4Range> parse(String text) {
    if (text == null || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(new IPAddressString(text).getAddress())
        .map(address -> new Ipv4Range(address.toPrefixBlock()));
  }

  /** Reads a range that the code itself names. */
  public static Ipv4Range of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no IPv4 range: " + text));
  }

  @Override
  public int prefix() {
    return block.getNetworkPrefixLength();
  }

  /** Blocks of this prefix length that it has room for; none of a length that is no block's. */
  public long blocks(int blockSize) {
    return blockSize < prefix() || blockSize > 32 ? 0 : 1L << (blockSize - prefix());
  }

  /** The range of this prefix length around its first address; this one when that is longer. */
  public Ipv4Range widened(int prefix) {
    return prefix >= prefix() ? this : new Ipv4Range(block.toPrefixBlock(prefix));
  }

  /** Its two halves, the upper first; only itself when it is a single address. */
  public List<Ipv4Range> halves() {
    if (prefix() == Integer.SIZE) {
      return List.of(this);
    }
    var longer = prefix() + 1;
    return List.of(
        new Ipv4Range(block.getUpper().toPrefixBlock(longer)),
        new Ipv4Range(block.getLower().toPrefixBlock(longer)));
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
