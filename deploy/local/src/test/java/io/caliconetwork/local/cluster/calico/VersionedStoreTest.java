package io.caliconetwork.local.cluster.calico;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionedStoreTest {
  private final VersionedStore<ConfigMap, Map<String, String>> store =
      new VersionedStore<>(ConfigMap::getData, () -> {});

  private static ConfigMap version(int version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("x")
        .withResourceVersion(Integer.toString(version))
        .endMetadata()
        .addToData("version", Integer.toString(version))
        .build();
  }

  @Test
  void ourOwnWriteIsNotUndoneByOldNews() {
    store.put(version(10));
    store.put(version(9));
    assertThat(store.value("x")).contains(Map.of("version", "10"));
    store.put(version(100));
    assertThat(store.value("x")).contains(Map.of("version", "100"));
  }

  @Test
  void whatWeDeletedDoesNotComeBack() {
    store.put(version(10));
    store.remove(version(10));
    store.put(version(10));
    assertThat(store.values()).isEmpty();
  }

  @Test
  void whatCameAfterTheDeletionStays() {
    store.put(version(10));
    store.put(version(20));
    store.remove(version(15));
    assertThat(store.value("x")).contains(Map.of("version", "20"));
  }
}
