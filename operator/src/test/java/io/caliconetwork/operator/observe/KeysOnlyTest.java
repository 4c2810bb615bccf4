package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

class KeysOnlyTest {

  private static Node node(String version) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-1")
        .withUid("uid-1")
        .withResourceVersion(version)
        .addToLabels("kubernetes.io/os", "linux")
        .endMetadata()
        .build();
  }

  @Test
  void nameUidAndVersionAreKeptAndNothingElse() {
    var store = new KeysOnly<Node>();
    var key = store.getKey(node("1"));
    assertThat(store.put(key, node("1"))).isNull();
    assertThat(store.put(key, node("2")).getMetadata().getResourceVersion()).isEqualTo("1");
    var kept = store.get(key);
    assertThat(kept.getMetadata().getName()).isEqualTo("node-1");
    assertThat(kept.getMetadata().getNamespace()).isNull();
    assertThat(kept.getMetadata().getUid()).isEqualTo("uid-1");
    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("2");
    assertThat(kept.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(store.values()).containsExactly(kept);
    assertThat(store.keySet()).containsExactly(key);
  }

  @Test
  void whatIsGoneIsGone() {
    var store = new KeysOnly<Node>();
    var key = store.getKey(node("1"));
    assertThat(store.remove(key)).isNull();
    store.put(key, node("1"));
    assertThat(store.remove(key).getMetadata().getUid()).isEqualTo("uid-1");
    assertThat(store.get(key)).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void namespacesAreTakenFromTheKey() {
    var store = new KeysOnly<ConfigMap>();
    var object =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName("calico-config")
            .endMetadata()
            .build();
    store.put(store.getKey(object), object);
    var kept = store.get("kube-system/calico-config").getMetadata();
    assertThat(kept.getNamespace()).isEqualTo("kube-system");
    assertThat(kept.getName()).isEqualTo("calico-config");
  }
}
