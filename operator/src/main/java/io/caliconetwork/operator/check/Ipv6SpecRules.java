package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.Ipv6Spec;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.calico.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with {@code spec.ipv6}, whatever the cluster. */
final class Ipv6SpecRules {

  /** Smallest and largest blocks that Calico's IPAM takes for IPv6. */
  static final int SMALLEST_PREFIX = 116;

  static final int LARGEST_PREFIX = 128;

  private static final int LONGEST_SELECTOR = 1024;

  private static final List<Ipv6Range> NO_POD_ADDRESSES =
      List.of(Ipv6Range.of("::/8"), Ipv6Range.of("fe80::/10"), Ipv6Range.of("ff00::/8"));

  private Ipv6SpecRules() {}

  /** Sentences that say what to write instead; empty when it is valid, or absent. */
  static List<String> problems(Ipv6Spec spec) {
    var problems = new ArrayList<String>();
    if (spec == null) {
      return problems;
    }
    Ipv6Range.parse(spec.cidr())
        .ifPresentOrElse(
            range -> range(range, spec, problems),
            () ->
                problems.add(
                    "spec.ipv6.cidr: must be one IPv6 range in CIDR notation; write for example"
                        + " fd00:10:244::/56"));
    if (spec.nodeSelector() != null) {
      selector(spec.nodeSelector()).ifPresent(problems::add);
    }
    return problems;
  }

  private static void range(Ipv6Range range, Ipv6Spec spec, List<String> problems) {
    if (!Ipv6Range.isMasked(spec.cidr())) {
      problems.add("spec.ipv6.cidr: must not have bits behind its prefix; write " + range);
    }
    if (NO_POD_ADDRESSES.stream().anyMatch(range::overlaps)) {
      problems.add(
          "spec.ipv6.cidr: must not touch ::/8, fe80::/10 or ff00::/8, which cannot be pod"
              + " addresses; write a range of yours such as fd00:10:244::/56");
    }
    if (spec.blockSize() == null) {
      return;
    }
    if (spec.blockSize() < SMALLEST_PREFIX || spec.blockSize() > LARGEST_PREFIX) {
      problems.add(
          "spec.ipv6.blockSize: is a prefix length; write a number from 116 to 128, Calico's"
              + " default is 122");
    }
    if (range.prefix() > spec.blockSize()) {
      problems.add(
          "spec.ipv6.blockSize: a block must not be larger than the pool; write a larger blockSize"
              + " or cidr");
    }
  }

  private static Optional<String> selector(String selector) {
    if (selector.isBlank()) {
      return Optional.of("spec.ipv6.nodeSelector: must not be empty; write all() for every node");
    }
    if (selector.length() > LONGEST_SELECTOR) {
      return Optional.of(
          "spec.ipv6.nodeSelector: is too long; write at most "
              + LONGEST_SELECTOR
              + " characters, for example with a label of its own");
    }
    return Selector.problem(selector.strip())
        .map(p ->
            "spec.ipv6.nodeSelector: Calico cannot parse it, "
                + p
                + "; write for example all() or zone == 'west'");
  }
}
