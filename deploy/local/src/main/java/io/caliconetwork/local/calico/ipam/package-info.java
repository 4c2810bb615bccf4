/** Calico's address management (§3.1, §5): functions from one state to the writes that follow. */
package io.caliconetwork.local.calico.ipam;
