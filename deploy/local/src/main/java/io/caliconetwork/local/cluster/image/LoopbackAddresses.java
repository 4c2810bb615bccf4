package io.caliconetwork.local.cluster.image;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An address of this machine for each node that runs containers for real, so that two of them can
 * serve on the same port: 127.(64 to 127).x.y, other ones in every process.
 */
final class LoopbackAddresses {
  private static final AtomicInteger GIVEN = new AtomicInteger();
  private static final int PER_BYTE = 250;

  private final Map<String, String> addresses = new ConcurrentHashMap<>();

  String of(String node) {
    return addresses.computeIfAbsent(node, name -> next());
  }

  private static String next() {
    long process = ProcessHandle.current().pid();
    int number = GIVEN.getAndIncrement() % PER_BYTE + 1;
    return "127.%d.%d.%d".formatted(64 + process / 256 % 64, process % 256, number);
  }
}
