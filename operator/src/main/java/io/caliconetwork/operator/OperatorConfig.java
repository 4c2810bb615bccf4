package io.caliconetwork.operator;

import io.caliconetwork.operator.plan.TimeLimits;
import io.caliconetwork.operator.snapshot.Settling;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How the operator runs, from environment variables.
 *
 * @param http where /healthz, /readyz and /metrics are served; {@code HTTP_ADDRESS}, an IP address,
 *     default all of the machine; {@code HTTP_PORT}, 0 takes a free one, default 9377
 * @param leaderElection {@code LEADER_ELECTION}, default true
 * @param leaseNamespace {@code POD_NAMESPACE}, default calico-network-operator
 * @param identity holder of the lease: {@code POD_NAME}, so that a restarted container leads at
 *     once; outside a pod a name no other process has
 * @param settle {@code SETTLE_TIME}, default 20s; how long pools and tunnels are left alone before
 *     the nodes' forwarding entries are relied on
 * @param limits {@code ROLLOUT_TIME_LIMIT}, {@code TUNNEL_TIME_LIMIT}, {@code REPAIR_WINDOW},
 *     {@code POD_TIME_LIMIT}, {@code ADDRESS_TIME_LIMIT}, each a whole number with a unit, such as
 *     90s or 20m; at most 24h
 * @param jobs {@code JOB_TIME_LIMIT}, default 1h; how long pods of Jobs are left to finish before
 *     they are evicted like others
 */
record OperatorConfig(
    InetSocketAddress http,
    boolean leaderElection,
    String leaseNamespace,
    String identity,
    Duration settle,
    TimeLimits limits,
    Duration jobs) {

  private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,5})(ms|[smh])");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration JOBS = Duration.ofHours(1);

  private static final int DEFAULT_PORT = 9377;
  private static final String DEFAULT_NAMESPACE = "calico-network-operator";

  static OperatorConfig from(Map<String, String> env) {
    checkLogFormat(env.getOrDefault("LOG_FORMAT", "text"));
    return new OperatorConfig(
        http(env),
        Boolean.parseBoolean(env.getOrDefault("LEADER_ELECTION", "true")),
        env.getOrDefault("POD_NAMESPACE", DEFAULT_NAMESPACE),
        Optional.ofNullable(env.get("POD_NAME")).orElseGet(OperatorConfig::processName),
        settle(env),
        new TimeLimits(
            time(env, "ROLLOUT_TIME_LIMIT", TimeLimits.DEFAULT.rollout()),
            time(env, "TUNNEL_TIME_LIMIT", TimeLimits.DEFAULT.tunnels()),
            time(env, "REPAIR_WINDOW", TimeLimits.DEFAULT.repairs()),
            time(env, "POD_TIME_LIMIT", TimeLimits.DEFAULT.pods()),
            time(env, "ADDRESS_TIME_LIMIT", TimeLimits.DEFAULT.addresses())),
        jobs(env));
  }

  /** {@code SETTLE_TIME}, also for a plan that is to show what an operator would do. */
  static Duration settle(Map<String, String> env) {
    return time(env, "SETTLE_TIME", Settling.USUAL);
  }

  /** {@code JOB_TIME_LIMIT}, likewise. */
  static Duration jobs(Map<String, String> env) {
    return time(env, "JOB_TIME_LIMIT", JOBS);
  }

  /** It is logback.xml that reads it; of another name it would log nothing at all. */
  private static void checkLogFormat(String format) {
    if (!List.of("text", "json").contains(format)) {
      throw new IllegalArgumentException("LOG_FORMAT must be text or json, not " + format);
    }
  }

  private static Duration time(Map<String, String> env, String name, Duration unset) {
    var text = env.get(name);
    if (text == null) {
      return unset;
    }
    var matcher = TIME.matcher(text);
    var time =
        matcher.matches()
            ? Duration.of(
                Long.parseLong(matcher.group(1)),
                switch (matcher.group(2)) {
                  case "ms" -> ChronoUnit.MILLIS;
                  case "s" -> ChronoUnit.SECONDS;
                  case "m" -> ChronoUnit.MINUTES;
                  default -> ChronoUnit.HOURS;
                })
            : Duration.ZERO;
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be a time such as 90s, 20m or 1h, at most 24h, not " + text);
    }
    return time;
  }

  private static InetSocketAddress http(Map<String, String> env) {
    var port = port(env.getOrDefault("HTTP_PORT", String.valueOf(DEFAULT_PORT)));
    var address = env.getOrDefault("HTTP_ADDRESS", "");
    if (address.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("HTTP_ADDRESS must be an IP address, not " + address, e);
    }
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("HTTP_PORT must be a number from 0 to 65535, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static String processName() {
    return hostName() + "-" + UUID.randomUUID();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
