package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What an informer needs to tell changes apart, and no more: name, uid and version of each object.
 * Thousands of whole Node objects would not fit the operator's heap; empty ones still take most of
 * a kilobyte, so they are made when they are asked for.
 */
final class KeysOnly<T extends HasMetadata> implements ItemStore<T> {

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile Constructor<?> constructor;

  /** An object as it was last seen. */
  private record Entry(String uid, String version) {}

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public T put(String key, T object) {
    if (constructor == null) {
      constructor = constructor(object);
    }
    var meta = object.getMetadata();
    return stub(key, entries.put(key, new Entry(meta.getUid(), meta.getResourceVersion())));
  }

  @Override
  public T remove(String key) {
    return stub(key, entries.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return entries.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return entries.entrySet().stream().map(e -> stub(e.getKey(), e.getValue()));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public T get(String key) {
    return stub(key, entries.get(key));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static Constructor<?> constructor(HasMetadata object) {
    try {
      return object.getClass().getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("no usable constructor: " + object.getClass(), e);
    }
  }

  /** Null for what is not there, as an informer expects it. */
  private T stub(String key, Entry entry) {
    if (entry == null) {
      return null;
    }
    var slash = key.indexOf('/');
    try {
      @SuppressWarnings("unchecked")
      var stub = (T) constructor.newInstance();
      stub.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(slash < 0 ? null : key.substring(0, slash))
              .withName(key.substring(slash + 1))
              .withUid(entry.uid())
              .withResourceVersion(entry.version())
              .build());
      return stub;
    } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("no usable constructor: " + constructor, e);
    }
  }
}
