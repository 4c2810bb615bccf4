package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The pod network of one cluster whose Calico was installed from a manifest. Cluster-scoped. */
@Group(CalicoNetwork.GROUP)
@Version(CalicoNetwork.VERSION)
@Kind(CalicoNetwork.KIND)
@Plural("caliconetworks")
@ShortNames("cnet")
@Categories("calico")
@ValidationRule(
    value = "self.metadata.name == 'default'",
    message = "a cluster has one Calico: name its CalicoNetwork 'default'")
@AdditionalPrinterColumn(
    name = "Overlay",
    jsonPath = ".spec.overlay",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "CIDR",
    jsonPath = ".status.effective.cidr",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Moved",
    jsonPath = ".status.migration.progress",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public class CalicoNetwork extends CustomResource<CalicoNetworkSpec, CalicoNetworkStatus> {

  private static final long serialVersionUID = 1L;

  /** API group. */
  public static final String GROUP = "caliconetwork.io";

  /** API version. */
  public static final String VERSION = "v1alpha1";

  /** Kind. */
  public static final String KIND = "CalicoNetwork";

  /** The only name a CalicoNetwork may have. */
  public static final String ONLY_NAME = "default";

  @Override
  @Required
  @JsonPropertyDescription(
      "What the pod network shall be. A field that is left out means 'leave it as it is', never"
          + " 'reset it'. The operator never writes here.")
  public CalicoNetworkSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription(
      "What the operator sees, does, waits for, and why it refuses. Written by the operator only.")
  public CalicoNetworkStatus getStatus() {
    return super.getStatus();
  }
}
