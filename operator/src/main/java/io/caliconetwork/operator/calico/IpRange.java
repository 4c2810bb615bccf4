package io.caliconetwork.operator.calico;

/** A range of addresses of one family in CIDR notation, without bits behind its prefix. */
public sealed interface IpRange permits Ipv4Range, Ipv6Range {

  /** Prefix length: 0 to 32, for IPv6 to 128. */
  int prefix();

  /** Canonical CIDR notation. */
  @Override
  String toString();
}
