/** Watches the cluster and turns what it sees into a snapshot. I/O, no decisions. */
package io.caliconetwork.operator.observe;
