/** The cluster at one moment, as immutable facts. Pure. */
package io.caliconetwork.operator.snapshot;
