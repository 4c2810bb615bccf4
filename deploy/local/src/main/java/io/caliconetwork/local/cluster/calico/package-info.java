/**
 * The programs of Calico's containers, alive: each of them asks the pure model in {@code
 * io.caliconetwork.local.calico} what Calico would do and does it to the API server.
 */
package io.caliconetwork.local.cluster.calico;
