package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A CalicoNetwork as the API server holds it, its spec unread. With the typed class a spec that
 * slipped past admission, because somebody edited the CustomResourceDefinition, would fail to
 * deserialize and end the operator; this way it ends in a condition.
 */
@Group(CalicoNetwork.GROUP)
@Version(CalicoNetwork.VERSION)
@Kind(CalicoNetwork.KIND)
@Plural("caliconetworks")
public class DeclaredNetwork extends CustomResource<JsonNode, JsonNode> {
  private static final long serialVersionUID = 1L;

  @Override
  protected JsonNode initSpec() {
    return null;
  }

  @Override
  protected JsonNode initStatus() {
    return null;
  }
}
