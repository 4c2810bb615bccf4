package io.caliconetwork.local.calico.startup;

/** What differs between the two default pools (§1.2). */
enum Family {
  IPV4("CALICO_IPV4POOL_", "default-ipv4-ippool", 20, 32, 26),
  IPV6("CALICO_IPV6POOL_", "default-ipv6-ippool", 116, 128, 122);

  private final String prefix;
  private final String poolName;
  private final int smallestBlock;
  private final int largestBlock;
  private final int defaultBlock;

  Family(String prefix, String poolName, int smallestBlock, int largestBlock, int defaultBlock) {
    this.prefix = prefix;
    this.poolName = poolName;
    this.smallestBlock = smallestBlock;
    this.largestBlock = largestBlock;
    this.defaultBlock = defaultBlock;
  }

  String env(String suffix) {
    return prefix + suffix;
  }

  String poolName() {
    return poolName;
  }

  int defaultBlock() {
    return defaultBlock;
  }

  boolean allowsBlock(int size) {
    return size >= smallestBlock && size <= largestBlock;
  }

  boolean isIpv4() {
    return this == IPV4;
  }
}
