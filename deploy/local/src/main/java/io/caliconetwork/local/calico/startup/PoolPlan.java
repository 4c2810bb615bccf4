package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.PoolRules;
import java.util.Optional;

/**
 * The default pool of one family as the environment asks for it, checked but not yet needed.
 *
 * @param family the family
 * @param cidr the range; empty when the family is switched off with {@code none}
 * @param blockSize prefix length of blocks
 * @param nodeSelector a selector of right syntax
 */
record PoolPlan(Family family, Optional<Cidr> cidr, int blockSize, String nodeSelector) {

  /** What is validated on every start, even when pools already exist (§1.1.5). */
  static PoolPlan read(StartUpInput input, StartUpEnv env, Family family) throws Termination {
    int blockSize = env.blockSize(family);
    String selector = env.nodeSelector(family);
    return new PoolPlan(family, range(input, env, family), blockSize, selector);
  }

  boolean enabled() {
    return cidr.isPresent();
  }

  /** The pool to create; empty when the family is off, unsupported, or has any pool (§1.1.6-7). */
  Optional<IpPool> create(StartUpInput input, StartUpEnv env, boolean ipv4Enabled)
      throws Termination {
    boolean present =
        input.stored().pools().stream()
            .anyMatch(pool -> pool.cidr().filter(this::isOfFamily).isPresent());
    if (!enabled() || present || (family == Family.IPV6 && !ipv6Supported(input, env))) {
      return Optional.empty();
    }
    EncapsulationMode ipip =
        family == Family.IPV4 ? env.mode(family.env("IPIP")) : EncapsulationMode.NEVER;
    boolean readsVxlan =
        family == Family.IPV4 || ipv4Enabled || !input.release().ipv6VxlanEnvNeedsIpv4Pool();
    EncapsulationMode vxlan = readsVxlan ? env.mode(family.env("VXLAN")) : EncapsulationMode.NEVER;
    IpPool pool = pool(env, ipip, vxlan);
    Optional<String> refusal =
        PoolRules.refusesCreation(pool, input.stored().pools(), input.stored().blocks());
    if (refusal.isPresent()) {
      throw new Termination(
          "Failed to create default %s IP pool: %s".formatted(family, refusal.get()));
    }
    return Optional.of(pool);
  }

  private IpPool pool(StartUpEnv env, EncapsulationMode ipip, EncapsulationMode vxlan) {
    String range = cidr.map(Cidr::toString).orElseThrow();
    IpPool pool =
        IpPool.of(family.poolName(), range, ipip, vxlan)
            .with("blockSize", blockSize)
            .with("nodeSelector", nodeSelector)
            .with("natOutgoing", env.bool(family.env("NAT_OUTGOING"), family == Family.IPV4));
    // Omitted when false, like in Calico's own objects (§13.1).
    return env.bool(family.env("DISABLE_BGP_EXPORT"), false)
        ? pool.with("disableBGPExport", true)
        : pool;
  }

  private boolean isOfFamily(Cidr other) {
    return other.isIpv4() == family.isIpv4();
  }

  private static boolean ipv6Supported(StartUpInput input, StartUpEnv env) {
    return env.ipv6Wanted()
        && input.hostAddresses().stream()
            .anyMatch(address -> Cidr.parse(address).filter(cidr -> !cidr.isIpv4()).isPresent());
  }

  private static Optional<Cidr> range(StartUpInput input, StartUpEnv env, Family family)
      throws Termination {
    String text = env.get(family, "CIDR");
    if (text.equals("none") && input.release().poolCidrNoneUnderstood()) {
      return Optional.empty();
    }
    if (text.isEmpty()) {
      return Optional.of(DefaultRange.choose(input, family));
    }
    Optional<Cidr> cidr =
        Cidr.parse(text).filter(parsed -> text.contains("/") && parsed.isIpv4() == family.isIpv4());
    if (cidr.isEmpty()) {
      throw new Termination(
          "Invalid CIDR specified in %s '%s'".formatted(family.env("CIDR"), text));
    }
    return cidr;
  }
}
