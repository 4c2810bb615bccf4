/**
 * A stand-in for Calico's API server: serves {@code projectcalico.org/v3} behind the real API
 * server's aggregation layer, keeps everything in {@code crd.projectcalico.org/v1} as the real one
 * does (§3.1, §3.3).
 */
package io.caliconetwork.local.cluster.apiserver;
