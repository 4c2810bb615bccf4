package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkSpec;
import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.api.v1alpha1.MigrationSpec;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the CustomResourceDefinition refuses at admission, once more: somebody may have edited it.
 * Also what its language cannot express, such as the grammar of selectors.
 */
public final class SpecRules {

  private static final List<Ipv4Range> NO_POD_ADDRESSES =
      List.of(
          Ipv4Range.of("0.0.0.0/8"),
          Ipv4Range.of("127.0.0.0/8"),
          Ipv4Range.of("169.254.0.0/16"),
          Ipv4Range.of("224.0.0.0/3"));

  private static final Pattern LABEL = Pattern.compile("(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_SELECTOR = 1024;

  private final List<String> problems = new ArrayList<>();

  private SpecRules() {}

  /**
   * Every fault of the spec, each a sentence that says what to write instead; empty when it is
   * valid.
   *
   * @param name of the CalicoNetwork
   * @param spec null when absent
   */
  public static List<String> problems(String name, CalicoNetworkSpec spec) {
    var rules = new SpecRules();
    rules.require(
        CalicoNetwork.ONLY_NAME.equals(name),
        "metadata.name: a cluster has one Calico; name its CalicoNetwork 'default'");
    if (spec == null) {
      rules.problems.add("spec: is missing; write at least spec.overlay");
    } else {
      rules.pool(spec);
      rules.temporaryCidr(spec);
      rules.problems.addAll(Ipv6SpecRules.problems(spec.ipv6()));
      rules.migration(spec.migration());
      rules.acceptRisks(spec.acceptRisks());
      rules.calico(spec.calico());
    }
    return List.copyOf(rules.problems);
  }

  private void pool(CalicoNetworkSpec spec) {
    require(
        spec.overlay() != null,
        "spec.overlay: is missing; write None, IPIP, IPIPCrossSubnet, VXLAN or VXLANCrossSubnet");
    var range = spec.cidr() == null ? null : range("spec.cidr", spec.cidr());
    if (range != null) {
      require(
          NO_POD_ADDRESSES.stream().noneMatch(range::overlaps),
          "spec.cidr: must not touch 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/3, which"
              + " cannot be pod addresses; write a private range such as 10.244.0.0/16");
    }
    if (spec.blockSize() != null) {
      require(
          spec.blockSize() >= 20 && spec.blockSize() <= 32,
          "spec.blockSize: is a prefix length; write a number from 20 to 32, Calico's default is"
              + " 26");
      require(
          range == null || range.prefix() <= spec.blockSize(),
          "spec.blockSize: a block must not be larger than the pool; write a larger blockSize or"
              + " cidr");
    }
    if (spec.nodeSelector() != null) {
      require(
          !spec.nodeSelector().isBlank(),
          "spec.nodeSelector: must not be empty; write all() for every node");
      require(
          spec.nodeSelector().length() <= LONGEST_SELECTOR,
          "spec.nodeSelector: is too long; write at most "
              + LONGEST_SELECTOR
              + " characters, for example with a label of its own");
      if (!spec.nodeSelector().isBlank()) {
        Selector.problem(spec.nodeSelector().strip())
            .ifPresent(p ->
                problems.add(
                    "spec.nodeSelector: Calico cannot parse it, "
                        + p
                        + "; write for example all() or zone == 'west'"));
      }
    }
    require(
        spec.mtu() == null || spec.mtu() == 0 || (spec.mtu() >= 576 && spec.mtu() <= 65535),
        "spec.mtu: is in bytes; write 0 for Calico's auto-detection, or a number from 576 to"
            + " 65535");
  }

  private void temporaryCidr(CalicoNetworkSpec spec) {
    if (spec.temporaryCIDR() == null) {
      return;
    }
    var temporary = range("spec.temporaryCIDR", spec.temporaryCIDR());
    if (temporary != null) {
      require(
          NO_POD_ADDRESSES.stream().noneMatch(temporary::overlaps),
          "spec.temporaryCIDR: must not touch 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or"
              + " 224.0.0.0/3, which cannot be tunnel addresses; write a private range such as"
              + " 10.245.0.0/16");
      require(
          Ipv4Range.parse(spec.cidr()).filter(temporary::overlaps).isEmpty(),
          "spec.temporaryCIDR: must not overlap cidr; write a range that nothing else in the"
              + " cluster uses");
    }
  }

  private Ipv4Range range(String field, String text) {
    var range = Ipv4Range.parse(text).orElse(null);
    if (range == null) {
      problems.add(
          field + ": must be one IPv4 range in CIDR notation; write for example 10.244.0.0/16");
    } else {
      require(
          range.toString().equals(text),
          field + ": must not have bits behind its prefix; write " + range);
    }
    return range;
  }

  private void migration(MigrationSpec spec) {
    require(
        spec == null
            || spec.maxConcurrentEvictions() == null
            || (spec.maxConcurrentEvictions() >= 1 && spec.maxConcurrentEvictions() <= 1000),
        "spec.migration.maxConcurrentEvictions: counts pods; write a number from 1 to 1000, or set"
            + " strategy to Manual to move none");
  }

  private void acceptRisks(List<AcceptableRisk> risks) {
    if (risks != null) {
      require(
          risks.stream().noneMatch(Objects::isNull),
          "spec.acceptRisks: has an entry without a value; write names of checks");
      require(
          new HashSet<>(risks).size() == risks.size(),
          "spec.acceptRisks: names a check twice; write each once");
    }
  }

  private void calico(CalicoObjects spec) {
    if (spec == null) {
      return;
    }
    name("namespace", spec.namespace(), LABEL, CalicoObjects.NAMESPACE);
    name("daemonSet", spec.daemonSet(), SUBDOMAIN, CalicoObjects.DAEMON_SET);
    name("configMap", spec.configMap(), SUBDOMAIN, CalicoObjects.CONFIG_MAP);
  }

  private void name(String field, String value, Pattern pattern, String example) {
    require(
        value == null || pattern.matcher(value).matches(),
        "spec.calico." + field + ": is not a name Kubernetes allows; write for example " + example);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
