package io.caliconetwork.operator.observe;

import io.caliconetwork.api.v1alpha1.CalicoObjects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Role that the operator needs where {@code spec.calico} says Calico's objects are, to be
 * pasted. For the names of calico.yaml deploy/rbac.yaml has the same rules; RBAC goes by name, so
 * other names need rules of their own, which only an admin can give.
 */
final class RequiredRole {

  /** Not the name of the Role in deploy/rbac.yaml, which has further rules. */
  private static final String NAME = "calico-network-operator-spec-calico";

  private static final String DEFAULT_ACCOUNT = "calico-network-operator";
  private static final Pattern ACCOUNT =
      Pattern.compile("User \"system:serviceaccount:([^:\"]+):([^:\"]+)\"");

  private RequiredRole() {}

  /**
   * What to do about a refused look at the DaemonSet or the ConfigMap.
   *
   * @param refusal the API server's words, which name the account
   */
  static String remedy(CalicoObjects names, Optional<String> refusal) {
    var account = refusal.map(ACCOUNT::matcher).filter(m -> m.find());
    return "grant it to the operator's ServiceAccount: kubectl apply -f - <<'EOF'\n"
        + yaml(
            names,
            account.map(m -> m.group(1)).orElse(DEFAULT_ACCOUNT),
            account.map(m -> m.group(2)).orElse(DEFAULT_ACCOUNT))
        + "EOF";
  }

  static String yaml(CalicoObjects names, String accountNamespace, String account) {
    return """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: NAME, namespace: NAMESPACE}
    rules:
    - {apiGroups: [apps], resources: [daemonsets], resourceNames: [DAEMONSET], verbs: [get, list, watch, patch]}
    - {apiGroups: [""], resources: [events], verbs: [list]}
    - {apiGroups: [apps], resources: [daemonsets], resourceNames: [canal], verbs: [get]}
    - {apiGroups: [apps], resources: [deployments], resourceNames: [calico-kube-controllers], verbs: [list, watch]}
    - {apiGroups: [""], resources: [configmaps], resourceNames: [CONFIGMAP], verbs: [get, list, watch, patch]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: NAME, namespace: NAMESPACE}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: NAME}
    subjects: [{kind: ServiceAccount, name: ACCOUNT, namespace: HOME}]
    """
        .replace("NAMESPACE", names.namespace())
        .replace("NAME", NAME)
        .replace("DAEMONSET", names.daemonSet())
        .replace("CONFIGMAP", names.configMap())
        .replace("ACCOUNT", account)
        .replace("HOME", accountNamespace);
  }
}
