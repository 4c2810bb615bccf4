package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Rollout;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonSetReaderTest {

  private static final String META =
      "metadata: {namespace: kube-system, name: calico-node, uid: u, resourceVersion: '9',"
          + " generation: 4}\n";

  private static DaemonSetFacts read(String yaml) {
    return DaemonSetReader.read(
        Serialization.unmarshal("apiVersion: apps/v1\nkind: DaemonSet\n" + yaml, DaemonSet.class));
  }

  private static DaemonSetFacts container(String fields) {
    return read(
        META
            + "spec: {template: {spec: {containers: [{name: sidecar}, {name: calico-node, "
            + fields
            + "}]}}}");
  }

  @Test
  void everySourceOfAVariableIsTold() {
    var env =
        container(
                "env: [{name: A, value: x}, {name: B}, {name: C, valueFrom: {configMapKeyRef: {name:"
                    + " m, key: k}}}, {name: D, valueFrom: {secretKeyRef: {name: s, key: k}}},"
                    + " {name: E, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}, {name: F,"
                    + " valueFrom: {resourceFieldRef: {resource: limits.cpu}}}, {name: G, valueFrom:"
                    + " {}}]")
            .container()
            .orElseThrow()
            .env();
    assertThat(env)
        .containsEntry("A", new EnvValue.Literal("x"))
        .containsEntry("B", new EnvValue.Literal(""))
        .containsEntry("C", new EnvValue.ConfigMapKey("m", "k"))
        .containsEntry("D", new EnvValue.Other("secretKeyRef"))
        .containsEntry("E", new EnvValue.Other("fieldRef"))
        .containsEntry("F", new EnvValue.Other("resourceFieldRef"))
        .containsEntry("G", new EnvValue.Other("source of an unknown kind"));
  }

  @Test
  void ofAVariableThatIsThereTwiceTheLastCounts() {
    assertThat(
            container("env: [{name: A, value: x}, {name: A, value: y}]")
                .container()
                .orElseThrow()
                .literal("A"))
        .contains("y");
  }

  private static HealthProbe liveness(String probe) {
    return container(probe).container().orElseThrow().liveness();
  }

  @Test
  void probesAreTakenForWhatTheyAsk() {
    assertThat(liveness("livenessProbe: {exec: {command: [a, b]}}"))
        .isEqualTo(new HealthProbe.Command(List.of("a", "b")));
    assertThat(liveness("livenessProbe: {httpGet: {port: 9099, path: /liveness}}"))
        .isEqualTo(new HealthProbe.FelixEndpoint("/liveness"));
    assertThat(
            liveness(
                "env: [{name: FELIX_HEALTHPORT, value: '9098'}],"
                    + " livenessProbe: {httpGet: {port: 9098, path: /liveness}}"))
        .isEqualTo(new HealthProbe.FelixEndpoint("/liveness"));
    assertThat(liveness("livenessProbe: {httpGet: {port: 9098, path: /liveness}}"))
        .isEqualTo(new HealthProbe.Other("httpGet /liveness"));
    assertThat(liveness("livenessProbe: {httpGet: {port: health, path: /liveness}}"))
        .isEqualTo(new HealthProbe.Other("httpGet /liveness"));
    assertThat(liveness("livenessProbe: {httpGet: {port: 9099}}"))
        .isEqualTo(new HealthProbe.Other("httpGet"));
    assertThat(liveness("livenessProbe: {tcpSocket: {port: 9099}}"))
        .isEqualTo(new HealthProbe.Other("tcpSocket"));
    assertThat(liveness("livenessProbe: {grpc: {port: 1}}"))
        .isEqualTo(new HealthProbe.Other("of an unknown kind"));
    assertThat(liveness("command: []")).isEqualTo(new HealthProbe.Absent());
    assertThat(liveness("livenessProbe: {exec: {}}").unknown()).isFalse();
  }

  /** Every manifest of Calico's takes the API server's address from that ConfigMap. */
  @Test
  void whatMayBringFurtherVariablesIsTold() {
    assertThat(
            container(
                    "envFrom: [{configMapRef: {name: kubernetes-services-endpoint, optional: true}},"
                        + " {configMapRef: {name: mine}}, {secretRef: {name: hidden}}]")
                .container()
                .orElseThrow()
                .envFrom())
        .containsExactly("ConfigMap mine", "Secret hidden");
  }

  /** k0s writes the CNI configuration into the DaemonSet. */
  @Test
  void theCniInstallerIsFoundByItsVariable() {
    var facts =
        read(
            META
                + "spec: {template: {spec: {initContainers: [{name: other}, {name: any, env: [{name:"
                + " CNI_NETWORK_CONFIG, value: '{}'}, {name: CNI_MTU, valueFrom: {configMapKeyRef:"
                + " {name: m, key: k}}}]}], containers: []}}}");
    assertThat(facts.cni().config()).contains(new EnvValue.Literal("{}"));
    assertThat(facts.cni().mtu()).contains(new EnvValue.ConfigMapKey("m", "k"));
    assertThat(container("command: []").cni()).isEqualTo(CniInstaller.NONE);
  }

  @Test
  void aContainerWithNothingIsReadToo() {
    var container = container("command: []").container().orElseThrow();
    assertThat(container.image()).isEmpty();
    assertThat(container.version()).isEmpty();
    assertThat(container.env()).isEmpty();
  }

  @Test
  void withoutThatContainerThereIsNone() {
    assertThat(read(META + "spec: {template: {spec: {containers: [{name: calico}]}}}").container())
        .isEmpty();
  }

  @Test
  void theRolloutIsReadFromTheCounts() {
    var spec = "spec: {template: {spec: {containers: []}}}\n";
    assertThat(read(META + spec).rollout()).isEqualTo(new Rollout(4, 0, 0, 0, 0));
    assertThat(read(META + spec).rollout().complete()).isFalse();
    // The controller leaves counts out while they are 0.
    var status =
        "status: {observedGeneration: 4, desiredNumberScheduled: 3, numberReady: 0,"
            + " currentNumberScheduled: 3, numberMisscheduled: 0";
    assertThat(read(META + spec + status + "}").rollout()).isEqualTo(new Rollout(4, 4, 3, 0, 0));
    assertThat(
            read(META + spec + status + ", updatedNumberScheduled: 3, numberAvailable: 3}")
                .rollout()
                .complete())
        .isTrue();
  }

  @Test
  void onDeleteIsTold() {
    var template = "template: {spec: {containers: []}}";
    assertThat(read(META + "spec: {updateStrategy: {type: OnDelete}, " + template + "}").onDelete())
        .isTrue();
    assertThat(
            read(META + "spec: {updateStrategy: {type: RollingUpdate}, " + template + "}")
                .onDelete())
        .isFalse();
  }

  @Test
  void ownedIsWhatOurApplySet() {
    var facts =
        read(
            """
            metadata:
              namespace: kube-system
              name: calico-node
              managedFields:
                - manager: kubectl
                  operation: Apply
                  fieldsV1: {"f:spec": {"f:template": {"f:spec": {"f:containers": {
                    'k:{"name":"calico-node"}': {"f:env": {'k:{"name":"IP"}': {}}}}}}}}
                - manager: calico-network-operator
                  operation: Update
                  fieldsV1: {"f:spec": {"f:template": {"f:metadata": {"f:annotations": {"f:x": {}}}}}}
                - manager: calico-network-operator
                  operation: Apply
                  fieldsV1:
                    f:spec:
                      f:template:
                        f:metadata:
                          f:annotations:
                            f:caliconetwork.io/calico-backend: {}
                        f:spec:
                          f:containers:
                            k:{"name":"calico-node"}:
                              .: {}
                              f:name: {}
                              f:env:
                                k:{"name":"CALICO_IPV4POOL_IPIP"}: {".": {}, "f:name": {}, "f:value": {}}
                              f:livenessProbe: {"f:exec": {"f:command": {}}}
                            k:{"name":"other"}:
                              f:env: {'k:{"name":"NOT_OURS"}': {}}
            spec: {template: {metadata: {annotations: {a: b}}, spec: {containers: []}}}
            """);
    assertThat(facts.owned().env()).containsExactly("CALICO_IPV4POOL_IPIP");
    assertThat(facts.owned().annotations()).containsExactly("caliconetwork.io/calico-backend");
    assertThat(facts.owned().probes()).isEqualTo(List.of("livenessProbe"));
    assertThat(facts.templateAnnotations()).containsEntry("a", "b");
  }

  @Test
  void managedFieldsWithoutFieldsOwnNothing() {
    var facts =
        read(
            """
            metadata:
              managedFields:
                - {manager: calico-network-operator, operation: Apply}
            spec: {template: {spec: {containers: []}}}
            """);
    assertThat(facts.owned()).isEqualTo(DaemonSetFacts.Owned.NOTHING);
  }
}
