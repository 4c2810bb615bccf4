/**
 * What a wish comes to in this cluster, and whether it can be served: pure functions from wish and
 * snapshot.
 */
package io.caliconetwork.operator.check;
