package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.FelixFacts.Settings;
import io.caliconetwork.operator.snapshot.Mention;
import io.caliconetwork.operator.snapshot.Mention.Holder;
import io.caliconetwork.operator.snapshot.Mentions;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.caliconetwork.operator.snapshot.Surroundings;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.Pin;
import io.caliconetwork.operator.snapshot.Surroundings.PodFacts;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Surroundings with one thing worth telling each. */
public final class Around {

  private Around() {}

  public static Surroundings services(String range, String source) {
    return new Surroundings(
        List.of(new Sourced(range, source)),
        List.of(),
        List.of(),
        FelixFacts.NONE,
        IpamFacts.DEFAULT,
        Optional.of(KubeControllers.USUAL),
        Optional.empty(),
        Optional.empty());
  }

  public static Surroundings clusterRanges(List<String> podSubnets, List<String> kubeProxy) {
    return new Surroundings(
        List.of(),
        podSubnets,
        kubeProxy,
        FelixFacts.NONE,
        IpamFacts.DEFAULT,
        Optional.of(KubeControllers.USUAL),
        Optional.empty(),
        Optional.empty());
  }

  public static Surroundings felix(Settings settings) {
    return felix(new FelixFacts(settings, List.of()));
  }

  public static Surroundings felix(FelixFacts felix) {
    return new Surroundings(
        List.of(),
        List.of(),
        List.of(),
        felix,
        IpamFacts.DEFAULT,
        Optional.of(KubeControllers.USUAL),
        Optional.empty(),
        Optional.empty());
  }

  /** Null leaves a field unset. */
  public static Settings settings(Boolean ipip, Boolean vxlan, String routes, String aws) {
    return new Settings(
        Optional.ofNullable(ipip),
        Optional.ofNullable(vxlan),
        Optional.ofNullable(routes),
        Optional.ofNullable(aws),
        false);
  }

  public static Surroundings ipam(boolean strictAffinity, int maxBlocksPerHost) {
    return new Surroundings(
        List.of(),
        List.of(),
        List.of(),
        FelixFacts.NONE,
        new IpamFacts(strictAffinity, maxBlocksPerHost),
        Optional.of(KubeControllers.USUAL),
        Optional.empty(),
        Optional.empty());
  }

  public static Surroundings kubeControllers(Optional<KubeControllers> deployment) {
    return new Surroundings(
        List.of(),
        List.of(),
        List.of(),
        FelixFacts.NONE,
        IpamFacts.DEFAULT,
        deployment,
        Optional.empty(),
        Optional.empty());
  }

  public static Surroundings pinned(String object, String... pools) {
    return Surroundings.UNKNOWN.with(
        new PodFacts(List.of(new Pin(object, List.of(pools))), List.of(), List.of()));
  }

  /** What a survey finds of one object that says this of ranges, in fields from 0 on. */
  public static Surroundings mentioned(
      String from, String to, Holder holder, String list, String... ranges) {
    var all =
        IntStream.range(0, ranges.length)
            .boxed()
            .flatMap(i -> Mention.of(holder, list.formatted(i), ranges[i]).stream())
            .toList();
    var change = new RangeChange(Ipv4Range.of(from), Ipv4Range.of(to));
    var left = change.leftBehind(all);
    return Surroundings.UNKNOWN.with(
        new Mentions(change, left, left.isEmpty() ? Map.of() : Map.of(holder.kind(), 1)));
  }

  /** kube-controller-manager's --cluster-cidr. */
  public static Surroundings controllerManager(String... ranges) {
    return Surroundings.UNKNOWN.with(
        new PodFacts(
            List.of(),
            List.of(),
            Arrays.stream(ranges)
                .map(r -> new Sourced(r, "--cluster-cidr of kube-controller-manager"))
                .toList()));
  }

  public static NodeHost cloud(String scheme) {
    return new NodeHost(scheme, "", 110, List.of(), Map.of(), Optional.empty());
  }

  public static NodeHost system(String osImage) {
    return new NodeHost("", osImage, 110, List.of(), Map.of(), Optional.empty());
  }

  public static NodeHost down(String reason) {
    return new NodeHost("", "", 110, List.of(), Map.of(), Optional.of(reason));
  }

  /** A node whose kubelet does not report. */
  public static NodeHost notReady(String reason) {
    return new NodeHost("", "", 110, List.of(), Map.of(), Optional.empty(), Optional.of(reason));
  }
}
