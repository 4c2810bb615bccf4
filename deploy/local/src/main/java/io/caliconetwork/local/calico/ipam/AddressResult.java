package io.caliconetwork.local.calico.ipam;

/** The answer to an {@link AddressRequest}. */
public sealed interface AddressResult {

  /** An address was found; it counts once the update's writes are made. */
  record Assigned(String address, IpamUpdate update) implements AddressResult {}

  /** No address; nothing is to be written for the request itself. */
  record Refused(String message) implements AddressResult {}
}
