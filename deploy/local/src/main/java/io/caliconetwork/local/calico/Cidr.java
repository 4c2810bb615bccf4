package io.caliconetwork.local.calico;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IncompatibleAddressException;
import java.math.BigInteger;
import java.util.Optional;

/** A range of addresses in canonical form: masked, with its prefix length. */
public final class Cidr {
  private final IPAddress block;
  private final String text;

  private Cidr(IPAddress block) {
    this.block = block;
    this.text = first(block).toCanonicalString() + "/" + block.getNetworkPrefixLength();
  }

  /**
   * Reads {@code address/prefix} or a bare address, which is taken as a host's /32 or /128. Host
   * bits are masked away. Empty for anything else.
   */
  public static Optional<Cidr> parse(String text) {
    return address(text).map(address -> new Cidr(network(address)));
  }

  /** Like {@link #parse} for text that is known to be right. */
  public static Cidr of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a CIDR: '" + text + "'"));
  }

  /** Whether the text is a CIDR with its prefix and without any host bit set. */
  public static boolean isStrictlyMasked(String text) {
    return text.contains("/")
        && address(text).filter(address -> single(address).equals(first(address))).isPresent();
  }

  /** The address part of {@code address/prefix} or of a bare address. */
  public static String hostOf(String text) {
    return address(text)
        .map(address -> single(address).toCanonicalString())
        .orElseThrow(() -> new IllegalArgumentException("not an address: '" + text + "'"));
  }

  public boolean isIpv4() {
    return block.isIPv4();
  }

  /** Prefix length in bits. */
  public int prefix() {
    return block.getNetworkPrefixLength();
  }

  public boolean contains(Cidr other) {
    return block.contains(other.block);
  }

  /** Whether the range contains the address part of the text. */
  public boolean containsAddress(String text) {
    return parse(hostOf(text)).map(this::contains).orElse(false);
  }

  /** The range of this shorter prefix length around it. */
  public Cidr widened(int shorter) {
    return new Cidr(block.setPrefixLength(shorter, false).toPrefixBlock());
  }

  public boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  /** The number of addresses, capped at {@link Integer#MAX_VALUE}. */
  public int size() {
    return capped(block.getCount());
  }

  /** The number of blocks of this prefix length inside, capped; 0 when blocks are larger. */
  public int blockCount(int blockSize) {
    return blockSize < prefix() ? 0 : capped(BigInteger.ONE.shiftLeft(blockSize - prefix()));
  }

  /** The {@code index}-th block of this prefix length, from 0. */
  public Cidr block(int blockSize, int index) {
    long step = 1L << Math.min(62, block.getBitCount() - blockSize);
    IPAddress start = first(block).increment(step * index);
    return new Cidr(start.setPrefixLength(blockSize, false).toPrefixBlock());
  }

  /** The address with this ordinal, from 0. */
  public String address(int ordinal) {
    return first(block).increment(ordinal).toCanonicalString();
  }

  /** The ordinal of an address inside, from 0. */
  public int ordinal(String address) {
    IPAddress wanted =
        address(address)
            .orElseThrow(() -> new IllegalArgumentException("not an address: " + address));
    return single(wanted).getValue().subtract(first(block).getValue()).intValueExact();
  }

  /** The range as part of an object's name: {@code 10-244-1-0-26} (§5.1). */
  public String asName() {
    return toString().replace('.', '-').replace(':', '-').replace('/', '-');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr && text.equals(cidr.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static IPAddress first(IPAddress address) {
    return single(network(address));
  }

  // A parsed "10.0.0.0/8" stands for all of its addresses, "10.0.0.5/8" for one: the lowest of
  // both.
  private static IPAddress single(IPAddress address) {
    return address.getLower().withoutPrefixLength();
  }

  private static IPAddress network(IPAddress address) {
    IPAddress prefixed =
        address.getNetworkPrefixLength() == null
            ? address.setPrefixLength(address.getBitCount(), false)
            : address;
    return prefixed.toPrefixBlock();
  }

  private static Optional<IPAddress> address(String text) {
    try {
      IPAddress address = new IPAddressString(text).toAddress();
      boolean single = address != null && (address.isIPv4() || address.isIPv6());
      boolean spelledOut = text.matches("[0-9a-fA-F:.]+(/\\d{1,3})?");
      return single && spelledOut ? Optional.of(address) : Optional.empty();
    } catch (AddressStringException | IncompatibleAddressException notAnAddress) {
      return Optional.empty();
    }
  }

  private static int capped(BigInteger count) {
    return count.bitLength() > 31
        ? Integer.MAX_VALUE
        : (int) Math.min(count.longValue(), Integer.MAX_VALUE);
  }
}
