/**
 * The kubelet's side of a pod's life, for every node of the cluster in one process: from the moment
 * the scheduler has bound it until its object is gone. Knows nothing of Calico; what runs inside
 * containers is a {@link io.caliconetwork.local.cluster.kubelet.ContainerProgram}.
 */
package io.caliconetwork.local.cluster.kubelet;
