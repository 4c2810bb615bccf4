package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.Optional;

/**
 * An IPv4 range or address somewhere in an object's spec.
 *
 * @param holder the object
 * @param field where, such as {@code spec.ingress[0].from[1].ipBlock.except[0]}
 * @param written the range or address as it stands there
 * @param range that it is; an address is a /32
 */
public record Mention(Holder holder, String field, String written, Ipv4Range range) {

  /**
   * The object that has it.
   *
   * @param namespace empty for a cluster-wide one
   * @param name as stored
   */
  public record Holder(MentionKind kind, String namespace, String name) {}

  /** Empty when the text is neither a range of IPv4 nor an address. */
  public static Optional<Mention> of(Holder holder, String field, String text) {
    return Ipv4Range.parse(text.indexOf('/') < 0 ? text + "/32" : text)
        .map(range -> new Mention(holder, field, text, range));
  }
}
