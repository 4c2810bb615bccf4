package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;

/**
 * The part of a Calico manifest that guards and completes network policies on admission. It is left
 * out: its webhook would have to be reached by a real API server, no policy is ever written here,
 * and some API servers do not serve the kinds any more or yet.
 */
final class PolicyAdmission {
  private static final Set<String> KINDS =
      Set.of(
          "MutatingAdmissionPolicy",
          "MutatingAdmissionPolicyBinding",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "ValidatingWebhookConfiguration");
  private static final String WEBHOOKS = "calico-webhooks";

  private PolicyAdmission() {}

  static boolean contains(HasMetadata document) {
    return KINDS.contains(document.getKind())
        || (document.getKind().equals("Deployment")
            && document.getMetadata().getName().equals(WEBHOOKS));
  }
}
