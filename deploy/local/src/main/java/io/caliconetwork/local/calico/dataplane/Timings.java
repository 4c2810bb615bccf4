package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;

/**
 * How long things take, as measured in the law's laboratory.
 *
 * @param felix Felix's times
 * @param bird BIRD's and confd's times
 */
public record Timings(FelixTimes felix, BirdTimes bird) {
  /**
   * The laboratory of the gapless experiments (§4.3).
   *
   * <p>A change of encapsulation at 0 makes Felix exit at 2.02 s, be back in sync at 3.52 s and
   * have all routes at 3.92 s: the 3.9 s of §4.1; in the restart loop it exits every 3.5 s (§4.1).
   */
  public static final Timings LABORATORY = new Timings(FelixTimes.LABORATORY, BirdTimes.LABORATORY);

  /**
   * How long Felix takes.
   *
   * @param reaction from a write until the running Felix has changed routes: 17 ms (§4.3), 0.1 s on
   *     the loaded machine of §4.1
   * @param exitDelay from noticing that it must restart until it exits: 2 s (§4.1)
   * @param restart from the exit until the new process computes its encapsulation: 1.4 s
   * @param sync from then until it has read the datastore: 0.1 s. Of exitDelay, restart and sync
   *     only the sum is measured, as the 3.5 s of the restart loop; sync is short because a
   *     repaired pool always heals within 4 s (§4.1)
   * @param program what follows the synchronisation
   */
  public record FelixTimes(
      Duration reaction, Duration exitDelay, Duration restart, Duration sync, Programming program) {
    static final FelixTimes LABORATORY =
        new FelixTimes(
            Duration.ofMillis(17),
            Duration.ofSeconds(2),
            Duration.ofMillis(1400),
            Duration.ofMillis(100),
            Programming.LABORATORY);
  }

  /**
   * What a restarted Felix does to the kernel after it has read the datastore.
   *
   * @param devices until tunnel devices are made or removed: 0.1 s, so that a switched-off
   *     encapsulation is dead 3.6 s after the patch (§4.1)
   * @param routes until routes and peers' forwarding entries are there: 0.4 s, in all 3.9 s (§4.1)
   * @param readdressing for how long a tunnel device is deaf when it gets another address: 150 ms
   *     (§4.3: 0 to 150 ms, at most 0.16 s)
   */
  public record Programming(Duration devices, Duration routes, Duration readdressing) {
    static final Programming LABORATORY =
        new Programming(Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofMillis(150));
  }

  /**
   * How long BIRD and confd take.
   *
   * @param render from a write until confd has re-rendered and BIRD reconfigured: 110 ms (§4.3)
   * @param scan BIRD's period of looking at the kernel's routes, after which it tries again what
   *     failed: 2 s (§4.3)
   * @param start from the start of the services until BIRD runs: 200 ms, not measured
   * @param sessions times of the sessions with its peers
   */
  public record BirdTimes(Duration render, Duration scan, Duration start, Sessions sessions) {
    static final BirdTimes LABORATORY =
        new BirdTimes(
            Duration.ofMillis(110),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            new Sessions(Duration.ofSeconds(3), Duration.ofSeconds(121), Duration.ofSeconds(240)));
  }

  /**
   * Times of BGP sessions.
   *
   * @param establish from when both ends run until their session is established: 3 s, not measured
   *     ("some seconds")
   * @param gracefulRestart how long peers keep the routes of one that vanished: 121 s (§4.3)
   * @param recovery how long a restarted BIRD leaves its former routes alone while peers are
   *     missing: 240 s, BIRD's documented default, not measured
   */
  public record Sessions(Duration establish, Duration gracefulRestart, Duration recovery) {}

  /** The same with another reaction time of Felix. */
  public Timings withFelixReaction(Duration reaction) {
    return new Timings(
        new FelixTimes(reaction, felix.exitDelay(), felix.restart(), felix.sync(), felix.program()),
        bird);
  }
}
