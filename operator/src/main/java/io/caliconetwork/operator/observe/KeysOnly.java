package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.lang.reflect.InvocationTargetException;

/**
 * What an informer needs to tell changes apart, and no more: name, uid and version of each object.
 * Thousands of whole Node objects would not fit the operator's heap.
 */
final class KeysOnly<T extends HasMetadata> extends BasicItemStore<T> {

  KeysOnly() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public T put(String key, T object) {
    return super.put(key, stub(object));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static <T extends HasMetadata> T stub(T object) {
    try {
      @SuppressWarnings("unchecked")
      var stub = (T) object.getClass().getDeclaredConstructor().newInstance();
      var meta = object.getMetadata();
      stub.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(meta.getNamespace())
              .withName(meta.getName())
              .withUid(meta.getUid())
              .withResourceVersion(meta.getResourceVersion())
              .build());
      return stub;
    } catch (InstantiationException
        | IllegalAccessException
        | InvocationTargetException
        | NoSuchMethodException e) {
      throw new IllegalStateException("no usable constructor: " + object.getClass(), e);
    }
  }
}
