package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Names of the objects that calico.yaml creates.
 *
 * @param namespace of the DaemonSet and the ConfigMap
 * @param daemonSet that runs calico-node
 * @param configMap that calico-node reads its backend and MTU from
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.__namespace__) || self.__namespace__.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    fieldPath = ".namespace",
    message = "calico.namespace must be a namespace's name: write for example kube-system")
@ValidationRule(
    value = "!has(self.daemonSet) || self.daemonSet.matches('^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$')",
    fieldPath = ".daemonSet",
    message = "calico.daemonSet must be a DaemonSet's name: write for example calico-node")
@ValidationRule(
    value = "!has(self.configMap) || self.configMap.matches('^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$')",
    fieldPath = ".configMap",
    message = "calico.configMap must be a ConfigMap's name: write for example calico-config")
public record CalicoObjects(
    @Default(NAMESPACE)
        @Size(max = 63)
        @JsonPropertyDescription("Namespace of the DaemonSet and the ConfigMap.")
        String namespace,
    @Default(DAEMON_SET)
        @Size(max = 253)
        @JsonPropertyDescription("The DaemonSet that runs calico-node.")
        String daemonSet,
    @Default(CONFIG_MAP)
        @Size(max = 253)
        @JsonPropertyDescription("The ConfigMap with calico_backend and veth_mtu.")
        String configMap) {

  /** Namespace that calico.yaml installs into. */
  public static final String NAMESPACE = "kube-system";

  /** DaemonSet that calico.yaml installs. */
  public static final String DAEMON_SET = "calico-node";

  /** ConfigMap that calico.yaml installs. */
  public static final String CONFIG_MAP = "calico-config";
}
