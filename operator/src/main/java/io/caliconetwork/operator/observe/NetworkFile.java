package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds the CalicoNetwork among the YAML or JSON documents of a file, and treats it as the API
 * server would: unknown fields are errors, nulls are no values, defaults are filled in.
 */
public final class NetworkFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API_VERSION = CalicoNetwork.GROUP + "/" + CalicoNetwork.VERSION;
  private static final Set<String> ROOT =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");

  private final String label;
  private final List<String> problems = new ArrayList<>();

  private NetworkFile(String label) {
    this.label = label;
  }

  /**
   * A CalicoNetwork, or what is wrong with the file.
   *
   * @param network as it would be created; its spec may still be one that {@link SpecDecoder}
   *     refuses. Empty when there is none to speak of
   * @param problems sentences that say what to write instead
   */
  public record Reading(Optional<DeclaredNetwork> network, List<String> problems) {
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param label what to call the file in messages
   * @param text documents, YAML or JSON
   */
  public static Reading read(String label, String text) {
    var file = new NetworkFile(label);
    var network = file.only(file.documents(text)).flatMap(file::network);
    return new Reading(network, file.problems);
  }

  private List<JsonNode> documents(String text) {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(false).setLabel(label).build();
    var documents = new ArrayList<JsonNode>();
    try {
      for (var document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          flatten(JSON.valueToTree(document), documents);
        }
      }
    } catch (MarkedYamlEngineException e) {
      problems.add(label + e.getProblemMark().map(NetworkFile::place).orElse("") + e.getProblem());
      return List.of();
    } catch (YamlEngineException | IllegalArgumentException e) {
      problems.add(label + ": is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
      return List.of();
    }
    return documents;
  }

  private static String place(org.snakeyaml.engine.v2.exceptions.Mark mark) {
    return ": line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
  }

  /** {@code kubectl get -o yaml} may wrap what it prints in a List. */
  private static void flatten(JsonNode document, List<JsonNode> into) {
    if (document.path("kind").asText().equals("List") && document.path("items").isArray()) {
      document.get("items").forEach(item -> flatten(item, into));
    } else {
      into.add(document);
    }
  }

  private Optional<JsonNode> only(List<JsonNode> documents) {
    var networks =
        documents.stream().filter(d -> d.path("kind").asText().equals(CalicoNetwork.KIND)).toList();
    if (networks.size() == 1) {
      return Optional.of(networks.getFirst());
    }
    if (networks.size() > 1) {
      problems.add(
          label
              + ": holds "
              + networks.size()
              + " CalicoNetworks; leave one, a cluster has one Calico");
    } else if (problems.isEmpty()) {
      problems.add(label + ": holds no CalicoNetwork" + others(documents));
    }
    return Optional.empty();
  }

  private static String others(List<JsonNode> documents) {
    var kinds = new TreeSet<String>();
    documents.forEach(d -> kinds.add(d.path("kind").asText("")));
    kinds.remove("");
    var found = kinds.isEmpty() ? "" : ", only " + String.join(", ", kinds);
    return found
        + "; write one with apiVersion: "
        + API_VERSION
        + " and kind: "
        + CalicoNetwork.KIND;
  }

  private Optional<DeclaredNetwork> network(JsonNode document) {
    var version = document.path("apiVersion").asText("");
    if (!version.equals(API_VERSION)) {
      problems.add(
          "apiVersion: is "
              + (version.isEmpty() ? "missing" : "'" + version + "'")
              + "; write "
              + API_VERSION);
    }
    document
        .fieldNames()
        .forEachRemaining(field -> {
          if (!ROOT.contains(field)) {
            problems.add(SpecSchema.unknown(field, ROOT));
          }
        });
    var network = new DeclaredNetwork();
    network.setMetadata(metadata(document.path("metadata")));
    if (document.path("spec") instanceof ObjectNode spec) {
      problems.addAll(SpecSchema.unknownFields(spec));
      network.setSpec(SpecSchema.completed(spec));
    } else if (!document.path("spec").isMissingNode() && !document.path("spec").isNull()) {
      network.setSpec(document.get("spec"));
    }
    return Optional.of(network);
  }

  private ObjectMeta metadata(JsonNode metadata) {
    if (!metadata.isObject()) {
      return new ObjectMeta();
    }
    try {
      var read = JSON.treeToValue(metadata, ObjectMeta.class);
      read.getAdditionalProperties()
          .keySet()
          .forEach(field -> problems.add("metadata." + field + ": is not a known field"));
      return read;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      problems.add("metadata: cannot be read; write name: " + CalicoNetwork.ONLY_NAME);
      return new ObjectMetaBuilder().withName(CalicoNetwork.ONLY_NAME).build();
    }
  }
}
