/**
 * Containers that are real processes: the image of a tar archive, in name spaces and a root of its
 * own, with the volumes, environment and probes of its pod.
 */
package io.caliconetwork.local.cluster.image;
