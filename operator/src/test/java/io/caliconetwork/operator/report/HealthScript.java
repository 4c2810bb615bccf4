package io.caliconetwork.operator.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** The script by which Argo CD tells the health of a CalicoNetwork. */
final class HealthScript {

  static final Path FOLDER =
      RepositoryLayout.find()
          .root()
          .resolve("deploy/argocd/resource_customizations/caliconetwork.io/CalicoNetwork");

  private HealthScript() {}

  /** What Argo CD shows. */
  record Health(String status, String message) {}

  /** Runs it as Argo CD does: the object is the global obj. */
  static Health of(JsonNode object) {
    try {
      var lua = JsePlatform.standardGlobals();
      lua.set("obj", value(object));
      var health = lua.load(Files.readString(FOLDER.resolve("health.lua")), "health.lua").call();
      return new Health(health.get("status").checkjstring(), health.get("message").checkjstring());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LuaValue value(JsonNode node) {
    if (node.isObject()) {
      var table = new LuaTable();
      node.properties().forEach(e -> table.set(e.getKey(), value(e.getValue())));
      return table;
    }
    if (node.isArray()) {
      var table = new LuaTable();
      for (int i = 0; i < node.size(); i++) {
        table.set(i + 1, value(node.get(i)));
      }
      return table;
    }
    return switch (node.getNodeType()) {
      case BOOLEAN -> LuaValue.valueOf(node.booleanValue());
      case NUMBER -> LuaValue.valueOf(node.doubleValue());
      case NULL, MISSING -> LuaValue.NIL;
      default -> LuaValue.valueOf(node.asText());
    };
  }
}
