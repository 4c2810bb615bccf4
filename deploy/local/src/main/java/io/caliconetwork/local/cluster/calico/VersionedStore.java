package io.caliconetwork.local.cluster.calico;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A watch's cache that also knows what this process wrote itself and the watch has not shown yet.
 * Resource versions of one kind can be compared as numbers (Kubernetes promises it since 1.35, etcd
 * has always kept it).
 *
 * @param <R> the object as it comes from the API server
 * @param <T> what is made of it
 */
final class VersionedStore<R extends HasMetadata, T> implements ResourceEventHandler<R> {

  /** An object and what was made of it. */
  record Entry<R, T>(R raw, T value) {}

  private final Function<R, T> reader;
  private final Runnable changed;
  private final Map<String, Entry<R, T>> entries = new HashMap<>();

  /** Versions up to which news about a deleted object is old news. */
  private final Map<String, Long> deleted = new HashMap<>();

  /**
   * An empty store.
   *
   * @param changed called after every change, by whatever thread brought it
   */
  VersionedStore(Function<R, T> reader, Runnable changed) {
    this.reader = reader;
    this.changed = changed;
  }

  void put(R object) {
    String name = object.getMetadata().getName();
    T value = reader.apply(object);
    synchronized (this) {
      long version = version(object);
      Entry<R, T> known = entries.get(name);
      if (version <= deleted.getOrDefault(name, -1L)
          || (known != null && version <= version(known.raw()))) {
        return;
      }
      entries.put(name, new Entry<>(object, value));
    }
    changed.run();
  }

  /** The object is gone, at the latest at the version it carries. */
  void remove(R object) {
    String name = object.getMetadata().getName();
    synchronized (this) {
      long version = version(object);
      deleted.merge(name, version, Math::max);
      Entry<R, T> known = entries.get(name);
      if (known == null || version(known.raw()) > version) {
        return;
      }
      entries.remove(name);
    }
    changed.run();
  }

  /** Forgets everything: what comes next is of another kind. */
  synchronized void clear() {
    entries.clear();
    deleted.clear();
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  synchronized Optional<R> raw(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::raw);
  }

  synchronized Optional<T> value(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::value);
  }

  synchronized List<T> values() {
    return entries.values().stream().map(Entry::value).toList();
  }

  synchronized Collection<R> raws() {
    return entries.values().stream().map(Entry::raw).toList();
  }

  @Override
  public void onAdd(R object) {
    put(object);
  }

  @Override
  public void onUpdate(R old, R object) {
    put(object);
  }

  @Override
  public void onDelete(R object, boolean deletedFinalStateUnknown) {
    remove(object);
  }
}
