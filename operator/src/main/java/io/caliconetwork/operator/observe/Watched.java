package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One watch, of which only the facts of each object are kept. Others are told when facts change,
 * not when objects do: a node's heartbeat is no news.
 *
 * @param <T> type of the watched objects
 * @param <F> their facts, immutable, with equals
 */
final class Watched<T extends HasMetadata, F> implements AutoCloseable {

  private final String what;
  private final Function<T, F> project;
  private final Runnable changed;
  private final SharedIndexInformer<T> informer;
  private final Map<String, Versioned<F>> objects = new ConcurrentHashMap<>();
  private volatile Throwable failure;
  private volatile boolean caughtUp;

  private record Versioned<F>(long version, F facts) {}

  /**
   * Starts watching.
   *
   * @param what is watched, in words
   * @param informer not yet running
   * @param project reads an object
   * @param changed called after facts changed
   */
  Watched(String what, SharedIndexInformer<T> informer, Function<T, F> project, Runnable changed) {
    this.what = what;
    this.informer = informer;
    this.project = project;
    this.changed = changed;
    informer.itemStore(new KeysOnly<>());
    informer.addEventHandler(new Handler());
    informer.exceptionHandler((started, e) -> {
      failure = e instanceof CompletionException c && c.getCause() != null ? c.getCause() : e;
      // The next attempt may be seconds away; that there is nothing to read is an answer too.
      changed.run();
      return true;
    });
    informer
        .start()
        .whenComplete((done, e) -> {
          if (e == null) {
            failure = null;
          }
          changed.run();
        });
  }

  /** Whether what is there has been read, or is known not to be served at all. */
  boolean read() {
    return (informer.hasSynced() && caughtUp()) || notServed();
  }

  /**
   * The informer counts as synced before its handlers have been told of what it has: until they
   * have, what is there would count as absent, and a pool might be created beside it.
   */
  private boolean caughtUp() {
    caughtUp = caughtUp || objects.size() >= informer.getStore().listKeys().size();
    return caughtUp;
  }

  /** Why it cannot be read, in words; empty while there is hope or nothing to complain about. */
  Optional<String> problem() {
    var code = failureCode();
    return code == HttpURLConnection.HTTP_FORBIDDEN || code == HttpURLConnection.HTTP_UNAUTHORIZED
        ? Optional.of("no permission to list and watch " + what)
        : Optional.empty();
  }

  /** What has not been read yet, with the last answer; empty once it has been. */
  Optional<String> unread() {
    var code = failureCode();
    return read()
        ? Optional.empty()
        : Optional.of(what + (code == 0 ? " (no answer)" : " (HTTP " + code + ")"));
  }

  /** Whether it has been read, or refused. */
  boolean answered() {
    return read() || problem().isPresent();
  }

  /** The API server's last refusal in its own words; empty when there was none. */
  Optional<String> refusal() {
    return Optional.ofNullable(failure).map(Throwable::getMessage);
  }

  /** The only or first object. */
  Optional<F> any() {
    return objects.values().stream().map(Versioned::facts).findFirst();
  }

  java.util.List<F> all() {
    return objects.values().stream().map(Versioned::facts).toList();
  }

  /** Takes the answer to a write of ours for what the watch will bring in a moment. */
  void wrote(T object) {
    take(object);
  }

  boolean healthy() {
    return informer.isWatching() || notServed();
  }

  @Override
  public void close() {
    informer.stop();
    objects.clear();
  }

  private boolean notServed() {
    return failureCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /** The API server's last refusal; 0 when there was none, or when it has been overcome since. */
  private int failureCode() {
    if (informer.isWatching()) {
      return 0;
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException e) {
        return e.getCode();
      }
    }
    return 0;
  }

  /** Keeps the newer of what is known and what is handed in; true when facts changed. */
  private boolean take(T object) {
    var version = version(object);
    var facts = project.apply(object);
    var before = objects.get(key(object));
    if (before != null && version < before.version()) {
      return false;
    }
    objects.put(key(object), new Versioned<>(version, facts));
    return before == null || !before.facts().equals(facts);
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  /** Resource versions of one type are ordered numbers on every API server backed by etcd. */
  private static long version(HasMetadata object) {
    var text = object.getMetadata().getResourceVersion();
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private final class Handler implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      if (take(object)) {
        changed.run();
      }
    }

    @Override
    public void onUpdate(T before, T after) {
      if (take(after)) {
        changed.run();
      }
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      if (objects.remove(key(object)) != null) {
        changed.run();
      }
    }
  }
}
