package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.CalicoObject;

/**
 * One write. Writes of one answer are made in their order; an update or deletion is meant for the
 * version of the object that the state was built from, so on a conflict: read again, ask again.
 */
public record IpamChange(Verb verb, CalicoObject object) {
  /** How to write. */
  public enum Verb {
    CREATE,
    UPDATE,
    DELETE
  }

  static IpamChange create(CalicoObject object) {
    return new IpamChange(Verb.CREATE, object);
  }

  static IpamChange update(CalicoObject object) {
    return new IpamChange(Verb.UPDATE, object);
  }

  static IpamChange delete(CalicoObject object) {
    return new IpamChange(Verb.DELETE, object);
  }
}
