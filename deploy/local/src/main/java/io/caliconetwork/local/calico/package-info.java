/**
 * What Calico stores and what differs between its releases, as plain data.
 *
 * <p>Nothing here or below reads a clock, a file or a socket: time is a {@link java.time.Duration}
 * since the simulation began, handed in by the caller. Section signs in the documentation point
 * into the project's Calico reference ("the law").
 */
package io.caliconetwork.local.calico;
