package io.caliconetwork.local.calico;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A node's claim on a block (§5.1).
 *
 * @param node the node's name
 * @param cidr the block, canonical
 * @param state where the claim stands
 * @param deleted soft deletion; stored as a string
 * @param labels the real labels; none on 3.30 and before
 */
public record BlockAffinity(
    String node, String cidr, State state, boolean deleted, Map<String, String> labels)
    implements CalicoObject {

  /** Where a claim stands. The stored {@code ""} is read as confirmed (§5.1). */
  public enum State {
    PENDING("pending"),
    CONFIRMED("confirmed"),
    PENDING_DELETION("pendingDeletion");

    private final String stored;

    State(String stored) {
      this.stored = stored;
    }

    static State fromStored(String text) {
      return switch (text) {
        case "pending" -> PENDING;
        case "pendingDeletion" -> PENDING_DELETION;
        default -> CONFIRMED;
      };
    }
  }

  /** Label of the hashed node name, on which 3.31 and later list (§0). */
  public static final String HOST_LABEL = "projectcalico.org/hostname-hash";

  public BlockAffinity {
    labels = Map.copyOf(labels);
  }

  /** A claim as this release writes it. */
  public static BlockAffinity pending(CalicoRelease release, String node, Cidr cidr) {
    Map<String, String> labels =
        release.labelsAffinities() ? HostLabels.of(node, cidr.isIpv4()) : Map.of();
    return new BlockAffinity(node, cidr.toString(), State.PENDING, false, labels);
  }

  /** Reads the JSON shape of a stored affinity. */
  public static BlockAffinity fromStored(Map<String, Object> spec, Map<String, String> labels) {
    StoredSpec stored = new StoredSpec(spec);
    return new BlockAffinity(
        stored.string("node").orElse(""),
        stored.string("cidr").orElse(""),
        State.fromStored(stored.string("state").orElse("")),
        stored.isTrue("deleted"),
        labels);
  }

  @Override
  public String plural() {
    return "blockaffinities";
  }

  @Override
  public String name() {
    return HostLabels.shortened(node + "-" + Cidr.of(cidr).asName());
  }

  @Override
  public Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("cidr", cidr);
    spec.put("deleted", Boolean.toString(deleted));
    spec.put("node", node);
    spec.put("state", state.stored);
    spec.put("type", "host");
    return spec;
  }

  /** The same claim in another state. */
  public BlockAffinity in(State other) {
    return new BlockAffinity(node, cidr, other, deleted, labels);
  }

  /** The same claim, softly deleted. */
  public BlockAffinity asDeleted() {
    return new BlockAffinity(node, cidr, state, true, labels);
  }

  /** The same claim with these labels. */
  public BlockAffinity withLabels(Map<String, String> changed) {
    return new BlockAffinity(node, cidr, state, deleted, changed);
  }
}
