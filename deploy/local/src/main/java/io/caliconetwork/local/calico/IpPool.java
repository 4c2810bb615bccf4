package io.caliconetwork.local.calico;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An IPPool as it is really stored in {@code crd.projectcalico.org/v1}, where any field may be
 * absent (§3.2), and what Calico makes of it.
 *
 * @param name {@code metadata.name}
 * @param spec the stored fields, and only those; a null value is the same as an absent one
 */
public record IpPool(String name, Map<String, Object> spec) implements CalicoObject {
  /** Block size of an IPv4 pool without one: 26. */
  public static final int DEFAULT_IPV4_BLOCK_SIZE = 26;

  /** Block size of an IPv6 pool without one: 122. */
  public static final int DEFAULT_IPV6_BLOCK_SIZE = 122;

  public IpPool {
    spec = StoredSpec.copyOf(spec);
  }

  /** The pool calico-node would store for these modes, all other fields by default (§13.1). */
  public static IpPool of(
      String name, String cidr, EncapsulationMode ipip, EncapsulationMode vxlan) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("allowedUses", List.of("Workload", "Tunnel"));
    spec.put("assignmentMode", "Automatic");
    spec.put("blockSize", cidr.contains(":") ? DEFAULT_IPV6_BLOCK_SIZE : DEFAULT_IPV4_BLOCK_SIZE);
    spec.put("cidr", cidr);
    spec.put("ipipMode", ipip.stored());
    spec.put("natOutgoing", true);
    spec.put("nodeSelector", "all()");
    spec.put("vxlanMode", vxlan.stored());
    return new IpPool(name, spec);
  }

  /** The same pool with one stored field replaced, or removed when the value is null. */
  public IpPool with(String field, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(spec);
    if (value == null) {
      changed.remove(field);
    } else {
      changed.put(field, value);
    }
    return new IpPool(name, changed);
  }

  /** The same pool in both of these modes, as one atomic patch would leave it. */
  public IpPool withModes(EncapsulationMode ipip, EncapsulationMode vxlan) {
    return with("ipipMode", ipip.stored()).with("vxlanMode", vxlan.stored());
  }

  @Override
  public String plural() {
    return "ippools";
  }

  /** The stored text of the CIDR, {@code ""} when absent; it need not be valid (§0, ≤3.31). */
  public String storedCidr() {
    return stored().string("cidr").orElse("");
  }

  /** The range, empty when the stored text does not parse. */
  public Optional<Cidr> cidr() {
    return Cidr.parse(storedCidr());
  }

  /** Whether the pool is of this family; empty pools belong to none. */
  public boolean isIpv4() {
    return cidr().map(Cidr::isIpv4).orElse(false);
  }

  /** Prefix length of the blocks in bits: as stored, else 26 or 122. */
  public int blockSize() {
    return stored()
        .integer("blockSize")
        .orElse(isIpv4() ? DEFAULT_IPV4_BLOCK_SIZE : DEFAULT_IPV6_BLOCK_SIZE);
  }

  /** The IPIP mode as read from the datastore: absent or what is stored or legacy (§3.3). */
  public Optional<EncapsulationMode> readIpipMode() {
    Optional<StoredSpec> legacy = stored().object("ipip");
    if (legacy.isPresent()) {
      return Optional.of(legacyMode(legacy.get()));
    }
    return readMode("ipipMode");
  }

  /** The VXLAN mode as read from the datastore, empty when absent or not a known value. */
  public Optional<EncapsulationMode> readVxlanMode() {
    return readMode("vxlanMode");
  }

  /** The IPIP mode in effect: absent counts as Never. */
  public EncapsulationMode ipipMode() {
    return readIpipMode().orElse(EncapsulationMode.NEVER);
  }

  /** The VXLAN mode in effect: absent counts as Never. */
  public EncapsulationMode vxlanMode() {
    return readVxlanMode().orElse(EncapsulationMode.NEVER);
  }

  /** Whether the pool takes part in no new allocation; absent is false. */
  public boolean disabled() {
    return stored().isTrue("disabled");
  }

  /** Whether pods are masqueraded; the CRD's default is false (§12 no. 14). Legacy is OR-ed in. */
  public boolean natOutgoing() {
    return stored().isTrue("natOutgoing") || stored().isTrue("nat-outgoing");
  }

  /** Whether BIRD keeps the pool's blocks to itself; absent is false. */
  public boolean disableBgpExport() {
    return stored().isTrue("disableBGPExport");
  }

  /** The selector of the nodes that may use the pool; absent or empty is {@code all()}. */
  public String nodeSelector() {
    return stored().string("nodeSelector").filter(text -> !text.isBlank()).orElse("all()");
  }

  /** What the pool's addresses may be used for: as stored, else Workload and Tunnel. */
  public List<String> allowedUses() {
    List<String> uses = new ArrayList<>();
    stored().list("allowedUses").forEach(use -> uses.add(String.valueOf(use)));
    return uses.isEmpty() ? List.of("Workload", "Tunnel") : List.copyOf(uses);
  }

  /** Whether {@link #allowedUses()} names this use. */
  public boolean allows(String use) {
    return allowedUses().contains(use);
  }

  /** Whether the pool gives addresses only to those that name it. */
  public boolean assignsManually() {
    return stored().string("assignmentMode").filter("Manual"::equals).isPresent();
  }

  private Optional<EncapsulationMode> readMode(String field) {
    return stored().string(field).flatMap(EncapsulationMode::fromStored);
  }

  private static EncapsulationMode legacyMode(StoredSpec legacy) {
    if (!legacy.isTrue("enabled")) {
      return EncapsulationMode.NEVER;
    }
    String mode = legacy.string("mode").orElse("").toLowerCase(Locale.ROOT);
    return mode.contains("cross") ? EncapsulationMode.CROSS_SUBNET : EncapsulationMode.ALWAYS;
  }

  private StoredSpec stored() {
    return new StoredSpec(spec);
  }
}
