/** What {@code deploy/local/up} runs: the cluster, the operator and what they say about it. */
package io.caliconetwork.local.cluster.tryit;
