package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.check.PilotPool;
import io.caliconetwork.operator.check.Words;
import io.caliconetwork.operator.snapshot.IpamClaims;
import java.util.Optional;

/** Steps that bring a second pool into being, and take one away without a trace. */
public sealed interface PoolStep extends Step.Write {

  /**
   * Creates the pool that builds tunnels ahead of a change.
   *
   * @param pool as it shall be
   */
  record CreatePilotPool(PilotPool pool) implements PoolStep {
    @Override
    public String name() {
      return "CreatePilotPool";
    }

    @Override
    public String detail() {
      return pool.name()
          + ": "
          + pool.cidr()
          + ", blockSize "
          + pool.blockSize()
          + ", for "
          + pool.encapsulation().family()
          + " tunnels only; no traffic is lost";
    }
  }

  /**
   * Enables a pool again that was disabled on the way to another range.
   *
   * @param pool name
   */
  record EnablePool(String pool) implements PoolStep {
    @Override
    public String name() {
      return "EnablePool";
    }

    @Override
    public String detail() {
      return pool + ": pods get addresses from it again; no traffic is lost";
    }
  }

  /**
   * Disables a pool: nobody gets an address from it any more, and nodes move their tunnel addresses
   * to another pool of the same encapsulation, or give them up.
   *
   * @param pool name
   * @param gap what traffic between nodes feels
   */
  record DisablePool(String pool, String gap) implements PoolStep {
    @Override
    public String name() {
      return "DisablePool";
    }

    @Override
    public String detail() {
      return pool + ": " + gap;
    }
  }

  /**
   * Gives up blocks that hold no address, and the claims to them, of a disabled pool. Calico's own
   * clean-up keeps the last block of a node and looks at no pool (calico-semantics §5.3), and a raw
   * deletion of the pool leaves them all behind, with a route on every node (§4.3).
   *
   * @param pool name, or the range where there is none any more
   * @param claims to give up, none of which holds an address; empty while they are not known yet
   */
  record ReleaseBlocks(String pool, Optional<IpamClaims> claims) implements PoolStep {

    /** At once; then the cluster is looked at again, and the spec with it. */
    private static final int MOST = 200;

    /** Those to give up now. */
    public IpamClaims now() {
      return claims.orElseThrow().first(MOST);
    }

    @Override
    public String name() {
      return "ReleaseBlocks";
    }

    @Override
    public String detail() {
      return pool
          + ": "
          + claims
              .map(c -> Words.count(c.affinities().size(), "claim") + " of nodes")
              .orElse("claims of nodes")
          + " and their empty blocks";
    }
  }

  /**
   * Deletes a pool that is disabled and gives nobody an address.
   *
   * @param pool name
   */
  record DeletePool(String pool) implements PoolStep {
    @Override
    public String name() {
      return "DeletePool";
    }

    @Override
    public String detail() {
      return pool + ": it holds no address any more";
    }
  }
}
