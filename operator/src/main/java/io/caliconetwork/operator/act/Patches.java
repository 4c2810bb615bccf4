package io.caliconetwork.operator.act;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Our name in {@code managedFields}, and the patches that carry it. */
final class Patches {

  private static final String MANAGER = "calico-network-operator";

  private Patches() {}

  static PatchContext mergePatch() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.JSON_MERGE)
        .withFieldManager(MANAGER)
        .build();
  }

  /** Forced: a value of ours that somebody edited has to be taken back from them. */
  static PatchContext apply() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(MANAGER)
        .withForce(true)
        .build();
  }

  static String json(Object value) {
    return Serialization.asJson(value);
  }
}
