package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.Surroundings;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.PodFacts;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import java.util.List;
import java.util.Optional;

/** Ranges that get in each other's way, and ranges that are too small. */
final class RangeCases {

  private static final String PINNED =
      "{\"ipam\": {\"type\": \"calico-ipam\", \"ipv4_pools\":" + " [\"10.9.0.0/16\"]}}";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.SERVICE_OVERLAP,
              Wishes.cidr(VXLAN, "10.96.0.0/16"),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.services("10.96.0.0/12", "ServiceCIDR kubernetes")),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.services("10.112.0.0/12", "ServiceCIDR kubernetes")),
              "10.96.0.0/12 (ServiceCIDR kubernetes)"),
          new CheckCase(
              CheckId.SERVICE_OVERLAP,
              Wishes.lending(VXLAN, "10.96.4.0/24"),
              Cluster.installed()
                  .surroundings(Around.services("10.96.0.0/12", "serviceSubnet of kubeadm-config")),
              Cluster.installed(),
              "spec.temporaryCIDR 10.96.4.0/24 overlaps 10.96.0.0/12"),
          new CheckCase(
              CheckId.SERVICE_OVERLAP,
              Wishes.cidr(VXLAN, "10.96.0.0/16"),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(
                      Surroundings.UNKNOWN.with(
                          new PodFacts(
                              List.of(),
                              List.of(
                                  new Sourced(
                                      "10.96.0.0/12",
                                      "--service-cluster-ip-range of kube-apiserver")),
                              List.of()))),
              Cluster.installed().withoutPools(),
              "--service-cluster-ip-range of kube-apiserver"),
          new CheckCase(
              CheckId.NODE_OVERLAP,
              Wishes.cidr(VXLAN, "10.0.0.0/16"),
              Cluster.installed().withoutPools(),
              Cluster.installed().withoutPools().withoutNodes().node("node-1", "10.1.0.1/24"),
              "3 nodes, node-1 (10.0.0.1), node-2 (10.0.0.2), node-3 (10.0.0.3)"),
          new CheckCase(
              CheckId.NODE_OVERLAP,
              Wishes.lending(VXLAN, "10.0.0.0/28"),
              Cluster.installed(),
              Cluster.installed().withoutNodes().node("node-1", "10.0.1.1/24"),
              "spec.temporaryCIDR 10.0.0.0/28"),
          new CheckCase(
              CheckId.POOL_OVERLAP,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(Cluster.pool("lb", "192.168.128.0/24")),
              Cluster.installed().pool(Cluster.pool("lb", "192.169.0.0/24")),
              "lb (192.168.128.0/24)"),
          new CheckCase(
              CheckId.POOL_OVERLAP,
              Wishes.lending(VXLAN, "192.168.4.0/24"),
              Cluster.installed(),
              Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/23")),
              "spec.temporaryCIDR 192.168.4.0/24 overlaps IPPool default-ipv4-ippool"),
          new CheckCase(
              CheckId.BLOCKS_FEWER_THAN_NODES,
              Wishes.overlay(VXLAN),
              Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/25")),
              Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/24")),
              "2 blocks of /26 for 3 Linux nodes"),
          new CheckCase(
              CheckId.POOL_PINNED,
              Wishes.overlay(VXLAN),
              Cluster.installed().withoutPools().configMap("cni_network_config", PINNED),
              Cluster.installed()
                  .withoutPools()
                  .podSubnet("10.9.0.0/16")
                  .configMap("cni_network_config", PINNED),
              "ConfigMap kube-system/calico-config, key cni_network_config (10.9.0.0/16)"),
          new CheckCase(
              CheckId.POOL_PINNED,
              Wishes.cidr(VXLAN, "10.244.0.0/16"),
              Cluster.installed()
                  .surroundings(Around.pinned("Namespace web", "default-ipv4-ippool")),
              Cluster.installed().surroundings(Around.pinned("Namespace web", "10.244.0.0/16")),
              "Namespace web (default-ipv4-ippool)"),
          new CheckCase(
              CheckId.OUTSIDE_POD_SUBNET,
              Wishes.cidr(VXLAN, "10.250.0.0/16"),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.clusterRanges(List.of("10.244.0.0/16"), List.of())),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.clusterRanges(List.of("10.248.0.0/13"), List.of())),
              "sed '/podSubnet:/s#10.244.0.0/16#10.240.0.0/12#'"),
          new CheckCase(
              CheckId.OUTSIDE_POD_SUBNET,
              Wishes.cidr(VXLAN, "10.250.0.0/16"),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.clusterRanges(List.of("172.20.0.0/16"), List.of())),
              Cluster.installed().withoutPools(),
              "but leave --cluster-cidr of kube-controller-manager"),
          new CheckCase(
              CheckId.OUTSIDE_CLUSTER_CIDR,
              Wishes.cidr(VXLAN, "10.250.0.0/16"),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(Around.clusterRanges(List.of(), List.of("10.244.0.0/16"))),
              Cluster.installed()
                  .withoutPools()
                  .surroundings(
                      Around.clusterRanges(List.of(), List.of("10.244.0.0/16", "10.250.0.0/15"))),
              "rollout restart daemonset kube-proxy"),
          new CheckCase(
              CheckId.FEW_ADDRESSES_PER_NODE,
              Wishes.blockSize(VXLAN, 30),
              Cluster.installed().withoutPools().host(Around.cloud("")),
              Cluster.installed()
                  .withoutPools()
                  .host(Around.cloud(""))
                  .surroundings(Around.ipam(true, 40)),
              "79 addresses for pods, and the kubelet of node-1 takes 110"),
          new CheckCase(
              CheckId.KUBE_CONTROLLERS_CANNOT_CLEAN_UP,
              Wishes.lending(NONE, "10.9.0.0/24"),
              Cluster.installed().surroundings(Around.kubeControllers(Optional.empty())),
              Cluster.installed(),
              "there is no Deployment kube-system/calico-kube-controllers"),
          new CheckCase(
              CheckId.KUBE_CONTROLLERS_CANNOT_CLEAN_UP,
              Wishes.lending(VXLAN, "10.9.0.0/24"),
              Cluster.installed()
                  .surroundings(
                      Around.kubeControllers(
                          Optional.of(new KubeControllers(0, Optional.empty())))),
              Cluster.installed()
                  .surroundings(
                      Around.kubeControllers(
                          Optional.of(new KubeControllers(1, Optional.of("loadbalancer, node"))))),
              "is scaled to 0"),
          new CheckCase(
              CheckId.KUBE_CONTROLLERS_CANNOT_CLEAN_UP,
              Wishes.lending(VXLAN, "10.9.0.0/24"),
              Cluster.installed()
                  .surroundings(
                      Around.kubeControllers(
                          Optional.of(new KubeControllers(1, Optional.of("loadbalancer"))))),
              Cluster.installed(),
              "ENABLED_CONTROLLERS=loadbalancer"));

  private RangeCases() {}
}
