package io.caliconetwork.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator takes in a large cluster. Only with {@code -Dscale=true}: it puts a hundred
 * thousand pods into a real API server, which takes minutes and gigabytes.
 *
 * <p>{@code scale.nodes}, {@code scale.blocks} and {@code scale.pods} make it smaller, {@code
 * scale.phases} names the phases to run, {@code scale.kubeconfig} a cluster that {@link
 * LargeCluster#main} keeps, {@code scale.seconds} how long each phase is watched.
 */
@EnabledIfSystemProperty(named = "scale", matches = "true")
class ScaleIT {

  private static final Logger LOG = LoggerFactory.getLogger(ScaleIT.class);
  private static final Path RESULTS = Path.of("target", "scale");
  private static final int SECONDS = Integer.getInteger("scale.seconds", 60);
  private static final List<String> PHASES =
      List.of(
          System.getProperty("scale.phases", "idle,pilot,blocked,manual,evict,leaked,release")
              .split(","));

  private final AtomicInteger statuses = new AtomicInteger();

  @Test
  void staysWithinItsHeap() throws IOException {
    try (var cluster = LargeCluster.configured()) {
      wish(cluster, Map.of("overlay", "VXLAN", "cidr", LargeObjects.RANGE));
      var began = System.nanoTime();
      try (var operator = OperatorMeter.start(cluster, RESULTS.toAbsolutePath());
          var _ = watch(cluster)) {
        row(
            "phase | live heap MB | RSS MB | peak RSS MB | CPU % | reconciles/min | each ms |"
                + " status bytes | status writes/min");
        row("--- | --- | --- | --- | --- | --- | --- | --- | ---");
        until(cluster, s -> !s.path("conditions").isEmpty(), Duration.ofMinutes(2));
        LOG.info("first status after {}", Duration.ofNanos(System.nanoTime() - began));
        until(cluster, s -> is(s, "Ready", "True"), Duration.ofMinutes(10));
        LOG.info("settled after {}", Duration.ofNanos(System.nanoTime() - began));
        for (var phase : PHASES) {
          run(phase, cluster, operator);
          assertThat(operator.isAlive()).isTrue();
          assertThat(operator.ranOutOfMemory()).isFalse();
        }
      }
    }
  }

  private void run(String phase, LargeCluster cluster, OperatorMeter operator) throws IOException {
    operator.forgetPeak();
    switch (phase) {
      case "idle" -> measure("nothing to do", cluster, operator);
      case "pilot" -> {
        wish(
            cluster,
            Map.of(
                "overlay",
                "IPIP",
                "cidr",
                LargeObjects.RANGE,
                "temporaryCIDR",
                LargeObjects.LENT_RANGE));
        measure("overlay changes over a pilot pool", cluster, operator);
        wish(cluster, Map.of("overlay", "VXLAN", "cidr", LargeObjects.RANGE));
        until(cluster, s -> is(s, "Ready", "True"), Duration.ofMinutes(10));
      }
      case "blocked" -> {
        wish(cluster, other("Forbid"));
        until(cluster, s -> is(s, "Stalled", "True"), Duration.ofMinutes(10));
        measure("change of range, no consent yet", cluster, operator);
      }
      case "manual" -> {
        wish(cluster, other("Manual"));
        until(cluster, s -> atStep(s, "AwaitTunnelAddresses"), Duration.ofMinutes(10));
        cluster.moveTunnels();
        until(cluster, s -> atStep(s, "MovePods"), Duration.ofMinutes(10));
        measure("pods move by hand", cluster, operator);
      }
      case "evict" -> {
        wish(cluster, other("Evict"));
        until(cluster, s -> atStep(s, "MovePods"), Duration.ofMinutes(10));
        try (var turnover = new PodTurnover(cluster)) {
          var began = turnover.moved();
          measure("pods are evicted", cluster, operator);
          LOG.info("{} pods moved in {} s", turnover.moved() - began, SECONDS);
        }
      }
      case "leaked" -> {
        wish(cluster, other("Manual"));
        cluster.removePods();
        until(cluster, s -> atStep(s, "AwaitPoolEmpty"), Duration.ofMinutes(10));
        measure("nobody gives addresses back", cluster, operator);
      }
      case "release" -> {
        wish(cluster, other("Manual"));
        // The CNI plugin is asked before a pod is gone.
        cluster.giveAddressesBack();
        cluster.removePods();
        until(
            cluster,
            s -> atStep(s, "ReleaseBlocks") || atStep(s, "DeletePool"),
            Duration.ofMinutes(10));
        measure("empty blocks are released", cluster, operator);
      }
      default -> throw new IllegalArgumentException("no such phase: " + phase);
    }
  }

  private static Map<String, Object> other(String strategy) {
    return Map.of(
        "overlay",
        "VXLAN",
        "cidr",
        LargeObjects.OTHER_RANGE,
        "migration",
        Map.of("strategy", strategy, "maxConcurrentEvictions", 1000));
  }

  private void measure(String what, LargeCluster cluster, OperatorMeter operator)
      throws IOException {
    var before = operator.reading();
    var writesBefore = statuses.get();
    var highest = 0.0;
    for (var i = 0; i < SECONDS; i++) {
      sleep(Duration.ofSeconds(1));
      if (i % 10 == 9) {
        highest = Math.max(highest, operator.liveHeap());
      }
    }
    var after = operator.reading();
    var writes = statuses.get() - writesBefore;
    var seconds = (after.at() - before.at()) / 1e9;
    var reconciles = after.reconciles() - before.reconciles();
    var status = status(cluster);
    Files.writeString(
        RESULTS.resolve(what.replace(' ', '-') + ".txt"),
        operator.histogram() + "\n" + status.toPrettyString());
    row(
        String.format(
            Locale.ROOT,
            "%s | %.1f | %.0f | %.0f | %.1f | %.0f | %.0f | %d | %.0f",
            what,
            highest,
            operator.rss(),
            operator.peakRss(),
            100 * (after.cpuSeconds() - before.cpuSeconds()) / seconds,
            60 * reconciles / seconds,
            reconciles == 0
                ? 0.0
                : 1000 * (after.reconcileSeconds() - before.reconcileSeconds()) / reconciles,
            status.toString().length(),
            60 * writes / seconds));
  }

  private static void row(String text) throws IOException {
    Files.createDirectories(RESULTS);
    Files.writeString(
        RESULTS.resolve("table.md"),
        "| " + text + " |\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    LOG.info("| {} |", text);
  }

  private static void wish(LargeCluster cluster, Map<String, ?> spec) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var node = JsonNodeFactory.instance.objectNode();
    spec.forEach((k, v) -> node.putPOJO(k, v));
    network.setSpec(node);
    cluster
        .client()
        .resource(network)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("admin")
                .withForce(true)
                .build());
  }

  private Watch watch(LargeCluster cluster) {
    return cluster
        .client()
        .resources(DeclaredNetwork.class)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, DeclaredNetwork network) {
                statuses.incrementAndGet();
              }

              @Override
              public void onClose(WatcherException cause) {
                LOG.warn("the watch of the CalicoNetwork ended", cause);
              }
            });
  }

  private static JsonNode status(LargeCluster cluster) {
    return network(cluster).getStatus() == null
        ? JsonNodeFactory.instance.objectNode()
        : network(cluster).getStatus();
  }

  private static DeclaredNetwork network(LargeCluster cluster) {
    return cluster.client().resources(DeclaredNetwork.class).withName("default").get();
  }

  /** Of the newest spec. */
  private static void until(LargeCluster cluster, Predicate<JsonNode> state, Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    while (true) {
      var network = network(cluster);
      var status = network.getStatus();
      if (status != null
          && status.path("observedGeneration").asLong() == network.getMetadata().getGeneration()
          && state.test(status)) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + limit + ": " + (status == null ? "" : status.toPrettyString()));
      }
      sleep(Duration.ofMillis(50));
    }
  }

  private static boolean is(JsonNode status, String type, String value) {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals(value);
      }
    }
    return false;
  }

  private static boolean atStep(JsonNode status, String step) {
    for (var one : status.path("plan").path("steps")) {
      if (!one.path("state").asText().equals("Done")) {
        return one.path("name").asText().equals(step);
      }
    }
    return false;
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
