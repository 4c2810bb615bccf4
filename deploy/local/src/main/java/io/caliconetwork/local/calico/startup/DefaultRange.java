package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The range of a default pool whose CIDR is not given (§1.1.3, §1.1.4). */
final class DefaultRange {
  private static final Pattern POD_SUBNET = Pattern.compile("podSubnet: (.*)");

  // Calico draws a random ULA; the model must not be random.
  private static final Cidr UNIQUE_LOCAL = Cidr.of("fd2c:a11c:0::/48");

  private DefaultRange() {}

  static Cidr choose(StartUpInput input, Family family) {
    return kubeadm(input, family)
        .orElseGet(() -> family == Family.IPV4 ? free(input.hostAddresses()) : UNIQUE_LOCAL);
  }

  private static Optional<Cidr> kubeadm(StartUpInput input, Family family) {
    return input.kubeadmConfig().stream()
        .flatMap(data -> data.values().stream())
        .map(POD_SUBNET::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .flatMap(line ->
            Stream.of(line.split(","))
                .map(String::strip)
                .filter(text -> text.contains("/"))
                .flatMap(text -> Cidr.parse(text).stream())
                .filter(cidr -> cidr.isIpv4() == family.isIpv4())
                .findFirst());
  }

  private static Cidr free(List<String> hostAddresses) {
    Cidr usual = Cidr.of("192.168.0.0/16");
    Stream<Cidr> others = IntStream.range(16, 32).mapToObj(i -> Cidr.of("172." + i + ".0.0/16"));
    return Stream.concat(Stream.of(usual), others)
        .filter(range -> hostAddresses.stream().noneMatch(range::containsAddress))
        .findFirst()
        .orElse(usual);
  }
}
