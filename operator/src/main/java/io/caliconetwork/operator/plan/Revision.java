package io.caliconetwork.operator.plan;

import java.util.Map;
import java.util.Optional;

/**
 * One new revision of calico-node: what its ConfigMap and its DaemonSet shall say. Written
 * together, the ConfigMap first, because the pods read it when they start.
 *
 * @param configMapKeys keys to set in Calico's ConfigMap
 * @param env literal variables to set on the container
 * @param annotations of the pod template; they record what the pods started with, and make the
 *     revision a new one when only the ConfigMap changed
 * @param probes wished bird probes; empty leaves the probe commands alone
 */
public record Revision(
    Map<String, String> configMapKeys,
    Map<String, String> env,
    Map<String, String> annotations,
    Optional<BirdProbes> probes) {

  /** Template annotation with the backend that the pods of this revision started with. */
  public static final String BACKEND_ANNOTATION = "caliconetwork.io/calico-backend";

  /** Value of the annotation while BIRD runs without bird-ready. */
  public static final String BIRD_STARTING = "bird-starting";

  /** Template annotation with the veth_mtu that the pods of this revision started with. */
  public static final String MTU_ANNOTATION = "caliconetwork.io/veth-mtu";

  public Revision {
    configMapKeys = Map.copyOf(configMapKeys);
    env = Map.copyOf(env);
    annotations = Map.copyOf(annotations);
  }
}
