package io.caliconetwork.operator.calico;

import io.caliconetwork.operator.calico.JsonText.Array;
import io.caliconetwork.operator.calico.JsonText.Member;
import io.caliconetwork.operator.calico.JsonText.Obj;
import io.caliconetwork.operator.calico.JsonText.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CNI configuration that calico-node's init container installs on each node: JSON, but for
 * placeholders such as {@code __CNI_MTU__}. It is read and edited as text, so that whatever else
 * stands in it stays as it is, byte for byte.
 */
public final class CniConfig {

  /** Key of Calico's ConfigMap that holds it. */
  public static final String KEY = "cni_network_config";

  private static final String ASSIGN_IPV6 = "assign_ipv6";

  /** The plugin takes this text and nothing else for a yes, not even the JSON value true. */
  private static final String YES = "\"true\"";

  private final String text;
  private final Obj ipam;

  private CniConfig(String text, Obj ipam) {
    this.text = text;
    this.ipam = ipam;
  }

  /** Reads the text; empty unless exactly one plugin in it uses calico-ipam. */
  public static Optional<CniConfig> parse(String text) {
    var found =
        JsonText.parse(text).stream()
            .flatMap(CniConfig::ipamSections)
            .filter(section -> is(text, section, "type", "\"calico-ipam\""))
            .toList();
    return found.size() == 1
        ? Optional.of(new CniConfig(text, found.getFirst()))
        : Optional.empty();
  }

  /** Whether every new pod asks for an IPv6 address. */
  public boolean assignsIpv6() {
    return is(text, ipam, ASSIGN_IPV6, YES);
  }

  /** What {@code assign_ipv6} is set to, without quotes; empty when it is not set. */
  public Optional<String> assignment() {
    return ipam.last(ASSIGN_IPV6)
        .map(Member::value)
        .map(v -> text.substring(v.from(), v.to()).replaceAll("^\"|\"$", ""));
  }

  /** The same text, except that every new pod asks for an IPv6 address. */
  public String withIpv6() {
    var present = ipam.last(ASSIGN_IPV6);
    if (present.isPresent()) {
      var value = present.get().value();
      return text.substring(0, value.from()) + YES + text.substring(value.to());
    }
    var inside = ipam.from() + 1;
    var first = ipam.members().getFirst();
    // Set like its neighbour: on a line of its own where that has one.
    var space = text.substring(inside, first.keyFrom());
    return text.substring(0, inside)
        + space
        + "\""
        + ASSIGN_IPV6
        + "\": "
        + YES
        + ","
        + (space.isEmpty() ? " " : space)
        + text.substring(first.keyFrom());
  }

  /** Names or ranges of the only IPv6 pools that pods may use; empty for any. */
  public List<String> ipv6Pools() {
    return ipam
        .last("ipv6_pools")
        .filter(member -> member.value() instanceof Array)
        .map(member -> ((Array) member.value()).elements())
        .orElse(List.of())
        .stream()
        .map(element -> text.substring(element.from(), element.to()))
        .map(quoted -> quoted.replaceAll("^\"|\"$", ""))
        .toList();
  }

  private static boolean is(String text, Obj section, String key, String value) {
    return section
        .last(key)
        .map(Member::value)
        .filter(v -> text.substring(v.from(), v.to()).equals(value))
        .isPresent();
  }

  private static Stream<Obj> ipamSections(Value value) {
    var found = new ArrayList<Obj>();
    collect(value, found);
    return found.stream();
  }

  private static void collect(Value value, List<Obj> found) {
    switch (value) {
      case Obj object ->
          object
              .members()
              .forEach(member -> {
                if (member.key().equals("ipam") && member.value() instanceof Obj section) {
                  found.add(section);
                }
                collect(member.value(), found);
              });
      case Array array -> array.elements().forEach(element -> collect(element, found));
      case JsonText.Scalar scalar -> {}
    }
  }
}
