/**
 * A cluster on this machine: a real control plane, nodes and Calico played by this process.
 *
 * <p>Everything Kubernetes itself does (API semantics, RBAC, rollouts, evictions, scheduling) is
 * the real thing. Only what would need a machine per node is simulated: the kubelet ({@code
 * cluster.kubelet}) and the programs in Calico's containers ({@code cluster.node}), and those
 * follow the pure model in {@code io.caliconetwork.local.calico}.
 */
package io.caliconetwork.local.cluster;
