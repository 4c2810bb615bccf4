package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * A change from one range to another that is under way.
 *
 * @param pool name of the pool that pods had their addresses from when it began
 * @param cidr range of it
 * @param blockSize prefix length of its blocks
 * @param leaving ranges that pods leave now
 * @param pods that had an address of these when the first was moved
 * @param moved of those pods
 * @param progress both, for people
 * @param since RFC 3339, when pods began to be moved from these ranges
 * @param namespaces with the most pods that have not moved, at most 20
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MigrationState(
    @Required
        @JsonPropertyDescription(
            "Name of the pool that pods had their addresses from when the change began.")
        String pool,
    @Required
        @JsonPropertyDescription(
            "Range of that pool; spec.cidr means it while it is left out. Set it to turn around.")
        String cidr,
    @Required
        @JsonPropertyDescription(
            "Block size of that pool; spec.blockSize means it while it is left out.")
        Integer blockSize,
    @JsonPropertyDescription("Ranges that pods leave now.") List<String> leaving,
    @JsonPropertyDescription("Pods that had an address there when the first was moved.")
        Integer pods,
    @JsonPropertyDescription("How many of them have moved.") Integer moved,
    @JsonPropertyDescription("Both in words.") String progress,
    @JsonPropertyDescription("When pods began to be moved from there, RFC 3339.") String since,
    @JsonPropertyDescription("Namespaces with the most pods that have not moved, at most 20.")
        List<PodCount> namespaces) {

  /**
   * Pods of a namespace that have not moved.
   *
   * @param namespace of them
   * @param pods how many
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PodCount(
      @Required @JsonPropertyDescription("Name of the namespace.") String namespace,
      @Required @JsonPropertyDescription("How many.") Integer pods) {}
}
