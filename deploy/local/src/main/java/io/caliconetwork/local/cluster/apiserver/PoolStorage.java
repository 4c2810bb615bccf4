package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.PoolRules;
import io.caliconetwork.local.calico.ipam.PoolDeletion;
import io.caliconetwork.local.cluster.calico.CalicoDatastore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes of pools, by clientv3's rules (§3.1). */
final class PoolStorage {
  private static final ServedKind KIND = ServedKind.IP_POOL;
  private static final int ATTEMPTS = 5;

  /** What the Go type has; anything else is lost on the way. */
  private static final Set<String> FIELDS =
      Set.of(
          "cidr",
          "vxlanMode",
          "ipipMode",
          "natOutgoing",
          "disabled",
          "disableBGPExport",
          "blockSize",
          "nodeSelector",
          "allowedUses",
          "assignmentMode");

  private final ServedObjects objects;
  private final CalicoDatastore datastore;
  private final CalicoRelease release;

  PoolStorage(ServedObjects objects, CalicoDatastore datastore, CalicoRelease release) {
    this.objects = objects;
    this.datastore = datastore;
    this.release = release;
  }

  ObjectNode create(ObjectNode object, boolean dryRun) throws ApiError {
    String name = name(object);
    ObjectNode pool = defaulted(object);
    accept(name, PoolRules.refusesCreation(model(pool), datastore.pools(), datastore.blocks()));
    ObjectNode metadata = (ObjectNode) pool.path("metadata");
    metadata.remove(List.of("resourceVersion", "uid"));
    metadata.put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return dryRun ? pool : objects.create(KIND, pool);
  }

  /** A PUT: the whole object, at a version. */
  ObjectNode update(String name, ObjectNode object, boolean dryRun) throws ApiError {
    String version = object.path("metadata").path("resourceVersion").asText("");
    if (version.isEmpty()) {
      throw ApiError.invalid(
          KIND,
          name,
          "metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }
    return replace(name, objects.get(KIND, name), object, dryRun);
  }

  /** A JSON merge patch; without a version it is tried again after a conflict. */
  ObjectNode patch(String name, ObjectNode patch, boolean dryRun) throws ApiError {
    boolean versioned = patch.path("metadata").hasNonNull("resourceVersion");
    for (int attempt = 1; ; attempt++) {
      ObjectNode before = objects.get(KIND, name);
      ObjectNode after = (ObjectNode) merged(before.deepCopy(), patch);
      try {
        return replace(name, before, after, dryRun);
      } catch (ApiError e) {
        if (versioned || e.code() != 409 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private ObjectNode replace(String name, ObjectNode before, ObjectNode after, boolean dryRun)
      throws ApiError {
    ObjectNode was = (ObjectNode) before.path("metadata");
    ObjectNode now = (ObjectNode) after.path("metadata");
    if (!now.path("resourceVersion").asText().equals(was.path("resourceVersion").asText())
        || (now.hasNonNull("uid") && !now.path("uid").equals(was.path("uid")))) {
      throw ApiError.conflict(KIND, name);
    }
    now.put("name", name);
    now.set("uid", was.path("uid"));
    now.set("creationTimestamp", was.path("creationTimestamp"));
    ObjectNode pool = defaulted(after);
    accept(name, PoolRules.refusesUpdate(model(before), model(pool), release));
    return dryRun ? pool : objects.replace(KIND, pool);
  }

  /** Disables it, waits, gives up the claims in it, deletes it; used or not. */
  ObjectNode delete(String name) throws ApiError, InterruptedException {
    ObjectNode before = objects.get(KIND, name);
    for (int attempt = 1; ; attempt++) {
      List<PoolDeletion.Step> steps = PoolDeletion.steps(datastore.ipam(), name);
      if (steps.isEmpty()) {
        return before;
      }
      try {
        for (PoolDeletion.Step step : steps) {
          switch (step) {
            case PoolDeletion.Step.Write write -> datastore.commit(List.of(write.change()));
            case PoolDeletion.Step.Wait pause -> Thread.sleep(pause.duration());
          }
        }
      } catch (CalicoDatastore.Conflict e) {
        if (attempt == ATTEMPTS) {
          throw ApiError.conflict(KIND, name);
        }
      }
    }
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static IpPool model(ObjectNode pool) {
    return new IpPool(name(pool), V3View.asMap(pool.path("spec")));
  }

  private static ObjectNode defaulted(ObjectNode object) {
    ObjectNode result = object.deepCopy();
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    object.path("spec").properties().stream()
        .filter(field -> FIELDS.contains(field.getKey()) && !field.getValue().isNull())
        .forEach(field -> spec.set(field.getKey(), field.getValue()));
    result.set("spec", spec);
    IpPool pool = model(result);
    pool.cidr()
        .filter(range -> Cidr.isStrictlyMasked(pool.storedCidr()))
        .ifPresent(range -> spec.put("cidr", range.toString()));
    spec.put("blockSize", pool.blockSize());
    spec.put("nodeSelector", pool.nodeSelector());
    spec.put("ipipMode", pool.ipipMode().stored());
    spec.put("vxlanMode", pool.vxlanMode().stored());
    if (spec.path("allowedUses").isEmpty()) {
      spec.putArray("allowedUses").add("Workload").add("Tunnel");
    }
    if (!spec.hasNonNull("assignmentMode")) {
      spec.put("assignmentMode", "Automatic");
    }
    return result;
  }

  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result =
        target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    changes
        .properties()
        .forEach(change -> {
          if (change.getValue().isNull()) {
            result.remove(change.getKey());
          } else {
            result.set(change.getKey(), merged(result.path(change.getKey()), change.getValue()));
          }
        });
    return result;
  }

  private static void accept(String name, Optional<String> refusal) throws ApiError {
    if (refusal.isPresent()) {
      throw ApiError.invalid(KIND, name, refusal.get());
    }
  }
}
