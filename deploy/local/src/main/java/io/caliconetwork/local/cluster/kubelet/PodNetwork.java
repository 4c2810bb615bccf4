package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What the container runtime's network plugin does for pods that do not use the host's network. */
public interface PodNetwork {

  /** No address now; the message is the one the kubelet shows. The kubelet tries again. */
  final class NotAttached extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /**
     * Why not, as the pod's event will say.
     *
     * @param reason the event's reason
     */
    public NotAttached(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /**
   * Gives the pod an address, or one of each family, and a link.
   *
   * @param sandbox id of the pod's sandbox container
   * @return the pod's addresses, the first one first
   */
  List<String> attach(Pod pod, String sandbox) throws NotAttached;

  void detach(Pod pod, String sandbox);
}
