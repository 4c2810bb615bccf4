package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.Cidr;
import java.util.List;
import java.util.Map;

/** Start-up's checks of IP and IP_AUTODETECTION_METHOD (§1.2). */
final class HostAddressCheck {
  private static final List<String> BARE_METHODS =
      List.of("", "first-found", "kubernetes-internal-ip");
  private static final List<String> METHODS_WITH_ARGUMENT =
      List.of("can-reach=", "interface=", "skip-interface=", "cidr=");

  private HostAddressCheck() {}

  static void run(StartUpInput input) throws Termination {
    Map<String, String> env = input.env();
    // Backend none also skips the node's own address (§1.2).
    if (env.getOrDefault("CALICO_NETWORKING_BACKEND", "").equals("none")) {
      return;
    }
    check(env, "IP", true);
    check(env, "IP6", false);
    if (env.getOrDefault("IP6", "").equals("autodetect") && !hasIpv6(input.hostAddresses())) {
      throw new Termination("Failed to autodetect an IPv6 address");
    }
  }

  /** Link-local addresses do not count. */
  private static boolean hasIpv6(List<String> hostAddresses) {
    Cidr linkLocal = Cidr.of("fe80::/10");
    return hostAddresses.stream()
        .filter(address -> !linkLocal.containsAddress(address))
        .flatMap(address -> Cidr.parse(address).stream())
        .anyMatch(address -> !address.isIpv4());
  }

  private static void check(Map<String, String> env, String name, boolean ipv4) throws Termination {
    String value = env.getOrDefault(name, "");
    switch (value) {
      case "", "none" -> {}
      case "autodetect" -> checkMethod(env.getOrDefault(name + "_AUTODETECTION_METHOD", ""));
      default -> {
        if (Cidr.parse(value).filter(cidr -> cidr.isIpv4() == ipv4).isEmpty()) {
          throw new Termination(
              "Environment does not contain a valid IP address: %s='%s'".formatted(name, value));
        }
      }
    }
  }

  private static void checkMethod(String method) throws Termination {
    boolean known =
        BARE_METHODS.contains(method)
            || METHODS_WITH_ARGUMENT.stream().anyMatch(method::startsWith);
    if (!known) {
      throw new Termination("Invalid IP autodetection method: " + method);
    }
  }
}
