package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.startup.StartUpResult.Started;
import io.caliconetwork.local.calico.startup.StartUpResult.Terminates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * calico-node's {@code -startup}: checks its environment and creates default pools (§1.1, §1.2).
 */
public final class StartUp {
  private StartUp() {}

  /** Runs start-up once. Tunnel addresses are the next step, see {@code TunnelAddresses}. */
  public static StartUpResult run(StartUpInput input) {
    try {
      HostAddressCheck.run(input);
      return new Started(pools(input));
    } catch (Termination termination) {
      return new Terminates(termination.getMessage());
    }
  }

  private static List<IpPool> pools(StartUpInput input) throws Termination {
    StartUpEnv env = new StartUpEnv(input.env());
    if (env.noDefaultPools()) {
      if (!env.get(Family.IPV4, "CIDR").isEmpty() || !env.get(Family.IPV6, "CIDR").isEmpty()) {
        throw new Termination(
            "Invalid configuration with NO_DEFAULT_POOLS defined and CALICO_IPV4POOL_CIDR or"
                + " CALICO_IPV6POOL_CIDR defined.");
      }
      return List.of();
    }
    // Every family is validated before any pool is made, and on every start (§1.1.5).
    PoolPlan ipv4 = PoolPlan.read(input, env, Family.IPV4);
    PoolPlan ipv6 = PoolPlan.read(input, env, Family.IPV6);
    List<IpPool> created = new ArrayList<>();
    for (PoolPlan plan : List.of(ipv4, ipv6)) {
      Optional<IpPool> pool = plan.create(input, env, ipv4.enabled());
      pool.ifPresent(created::add);
    }
    return created;
  }
}
