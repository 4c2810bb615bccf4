package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ApiObstacle;
import io.caliconetwork.operator.snapshot.ApiObstacle.Contradiction;
import io.caliconetwork.operator.snapshot.ApiObstacle.Migrating;
import io.caliconetwork.operator.snapshot.ApiObstacle.Unavailable;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;
import java.util.List;
import java.util.Optional;

/** Calico's API, where it must not be written to. */
final class ApiCases {

  static final List<CheckCase> CASES =
      List.of(
          of(
              CheckId.API_GROUP,
              new Contradiction("which one", "say which"),
              Cluster.installed().api(Datastore.Api.NATIVE_V3),
              "shown are those of crd.projectcalico.org/v1): which one"),
          of(
              CheckId.API_UNAVAILABLE,
              new Unavailable(new ApiServer("a/b", false, "Down")),
              Cluster.installed().api(Datastore.Api.AGGREGATED_V3),
              "service a/b does not answer (Down)"),
          of(
              CheckId.DATASTORE_MIGRATING,
              new Migrating("Converged"),
              Cluster.installed(),
              "in phase Converged"),
          new CheckCase(
              CheckId.POOL_NOT_ALLOCATABLE,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(notAllocatable(IpPool.DEFAULT_NAME, "192.168.0.0/16")),
              Cluster.installed().pool(notAllocatable("other", "10.99.0.0/16")),
              "is not Allocatable: CIDROverlap"));

  private ApiCases() {}

  private static CheckCase of(
      CheckId check, ApiObstacle obstacle, Cluster neighbour, String names) {
    return new CheckCase(
        check, Wishes.overlay(VXLAN), Cluster.installed().obstacle(obstacle), neighbour, names);
  }

  private static IpPool notAllocatable(String name, String cidr) {
    var pool = Cluster.pool(name, cidr);
    return new IpPool(
        pool.name(),
        pool.resourceVersion(),
        pool.cidr(),
        pool.blockSize(),
        pool.modes(),
        pool.options(),
        pool.disabled(),
        pool.allowedUses(),
        Optional.of("CIDROverlap"));
  }
}
