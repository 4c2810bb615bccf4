package io.caliconetwork.operator;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How the operator runs, from environment variables.
 *
 * @param httpPort of /healthz, /readyz and /metrics; {@code HTTP_PORT}, 0 takes a free one, default
 *     9377
 * @param leaderElection {@code LEADER_ELECTION}, default true
 * @param leaseNamespace {@code POD_NAMESPACE}, default calico-network-operator
 * @param identity holder of the lease: {@code POD_NAME}, so that a restarted container leads at
 *     once; outside a pod a name no other process has
 */
record OperatorConfig(
    int httpPort, boolean leaderElection, String leaseNamespace, String identity) {

  private static final int DEFAULT_PORT = 9377;
  private static final String DEFAULT_NAMESPACE = "calico-network-operator";

  static OperatorConfig from(Map<String, String> env) {
    return new OperatorConfig(
        port(env.getOrDefault("HTTP_PORT", String.valueOf(DEFAULT_PORT))),
        Boolean.parseBoolean(env.getOrDefault("LEADER_ELECTION", "true")),
        env.getOrDefault("POD_NAMESPACE", DEFAULT_NAMESPACE),
        Optional.ofNullable(env.get("POD_NAME")).orElseGet(OperatorConfig::processName));
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
