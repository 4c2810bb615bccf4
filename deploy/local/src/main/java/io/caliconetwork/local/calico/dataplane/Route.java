package io.caliconetwork.local.calico.dataplane;

/**
 * A route in a node's kernel. Of one destination there is at most one.
 *
 * @param destination canonical CIDR
 * @param kind how packets leave
 * @param owner who put it there ({@code proto} of the kernel's route)
 * @param via name of the node it leads to; the node itself for a blackhole
 */
public record Route(String destination, Kind kind, Owner owner, String via) {
  /** How packets leave. */
  public enum Kind {
    /** Through vxlan.calico. */
    VXLAN,
    /** Through tunl0. */
    IPIP,
    /** Without encapsulation. */
    DIRECT,
    /** Not at all: the node's own block, less the pods in it. */
    BLACKHOLE
  }

  /** Who put a route into the kernel. */
  public enum Owner {
    FELIX,
    BIRD
  }
}
