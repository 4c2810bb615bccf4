package io.caliconetwork.local.calico.ipam;

/**
 * {@code ipamconfigs/default} (§5.1).
 *
 * @param strictAffinity nodes never borrow from another node's block
 * @param autoAllocateBlocks nodes claim blocks when they need one
 * @param maxBlocksPerHost upper limit of blocks per node; 0 stands for the built-in 20 (§5.2)
 */
public record IpamConfig(boolean strictAffinity, boolean autoAllocateBlocks, int maxBlocksPerHost) {
  /** What counts while the object does not exist. */
  public static final IpamConfig DEFAULT = new IpamConfig(false, true, 0);

  private static final int BUILT_IN_LIMIT = 20;

  /** The limit in effect. */
  public int blockLimit() {
    return maxBlocksPerHost > 0 ? maxBlocksPerHost : BUILT_IN_LIMIT;
  }
}
