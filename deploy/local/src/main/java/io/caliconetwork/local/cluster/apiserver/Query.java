package io.caliconetwork.local.cluster.apiserver;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Parameters of a request. */
record Query(Map<String, String> parameters) {
  private static final Duration LONGEST_WATCH = Duration.ofMinutes(5);
  private static final String NAME = "metadata.name=";

  static Query parse(String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw != null) {
      for (String part : raw.split("&", -1)) {
        String[] pair = part.split("=", 2);
        parameters.put(
            URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
            pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    return new Query(parameters);
  }

  boolean watch() {
    return Boolean.parseBoolean(parameters.get("watch")) || "1".equals(parameters.get("watch"));
  }

  boolean dryRun() {
    return parameters.containsKey("dryRun");
  }

  Optional<String> resourceVersion() {
    return Optional.ofNullable(parameters.get("resourceVersion")).filter(v -> !v.isEmpty());
  }

  /** The one name asked for; the only field the real one can select by too. */
  Optional<String> name() {
    return Optional.ofNullable(parameters.get("fieldSelector"))
        .filter(selector -> selector.startsWith(NAME))
        .map(selector -> selector.substring(NAME.length()));
  }

  Duration timeout() {
    String seconds = parameters.getOrDefault("timeoutSeconds", "");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : LONGEST_WATCH;
  }

  /** The same selection for the stored objects. */
  String selection() {
    return name()
        .map(name -> "?fieldSelector=" + URLEncoder.encode(NAME + name, StandardCharsets.UTF_8))
        .orElse("");
  }
}
