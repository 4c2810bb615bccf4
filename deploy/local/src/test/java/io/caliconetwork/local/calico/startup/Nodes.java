package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.startup.StartUpInput.Stored;
import io.caliconetwork.local.calico.startup.StartUpResult.Started;
import io.caliconetwork.local.calico.startup.StartUpResult.Terminates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node about to start, in a cluster that tests describe bit by bit. */
record Nodes(StartUpInput input) {

  static Nodes fresh(String release) {
    return new Nodes(
        new StartUpInput(
            CalicoRelease.parse(release),
            Map.of("FELIX_IPV6SUPPORT", "false"),
            Stored.NOTHING,
            Optional.empty(),
            List.of("10.0.0.5/24")));
  }

  static IpPool existing() {
    return IpPool.of("some-pool", "10.9.0.0/16", EncapsulationMode.NEVER, EncapsulationMode.ALWAYS);
  }

  Nodes env(String name, String value) {
    Map<String, String> env = new HashMap<>(input.env());
    env.put(name, value);
    return new Nodes(
        new StartUpInput(
            input.release(), env, input.stored(), input.kubeadmConfig(), input.hostAddresses()));
  }

  Nodes pools(IpPool... pools) {
    return stored(new Stored(List.of(pools), input.stored().blocks()));
  }

  Nodes blocks(IpamBlock... blocks) {
    return stored(new Stored(input.stored().pools(), List.of(blocks)));
  }

  Nodes kubeadm(String clusterConfiguration) {
    return new Nodes(
        new StartUpInput(
            input.release(),
            input.env(),
            input.stored(),
            Optional.of(Map.of("ClusterConfiguration", clusterConfiguration)),
            input.hostAddresses()));
  }

  Nodes hostAddresses(String... addresses) {
    return new Nodes(
        new StartUpInput(
            input.release(),
            input.env(),
            input.stored(),
            input.kubeadmConfig(),
            List.of(addresses)));
  }

  List<IpPool> created() {
    return switch (StartUp.run(input)) {
      case Started(List<IpPool> pools) -> pools;
      case Terminates(String message) -> throw new AssertionError("terminated: " + message);
    };
  }

  IpPool createdPool() {
    if (created().size() != 1) {
      throw new AssertionError("not one pool: " + created());
    }
    return created().getFirst();
  }

  String termination() {
    return switch (StartUp.run(input)) {
      case Started(List<IpPool> pools) -> throw new AssertionError("started: " + pools);
      case Terminates(String message) -> message;
    };
  }

  private Nodes stored(Stored stored) {
    return new Nodes(
        new StartUpInput(
            input.release(), input.env(), stored, input.kubeadmConfig(), input.hostAddresses()));
  }
}
