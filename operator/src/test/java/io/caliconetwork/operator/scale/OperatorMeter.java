package io.caliconetwork.operator.scale;

import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The real jar as a process with the heap that it has in its image, measured from outside. */
final class OperatorMeter implements AutoCloseable {

  private static final String NAME = "calico-network-operator";
  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured)\\s+total \\d+K, used (\\d+)K");

  private final OperatorProcess process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  /** What was measured at one moment. */
  record Reading(double cpuSeconds, double reconciles, double reconcileSeconds, long at) {}

  private OperatorMeter(OperatorProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  static OperatorMeter start(LargeCluster cluster, Path directory) {
    try {
      Files.createDirectories(directory);
      var port = freePort();
      return new OperatorMeter(
          OperatorProcess.start(
              new OperatorProcess.Command(
                  RepositoryLayout.find().operatorJar(),
                  ServiceAccountKubeconfig.write(
                      cluster.client(), NAME, NAME, directory.resolve("kubeconfig")),
                  directory.resolve("operator.log"),
                  Map.of(
                      "HTTP_PORT",
                      Integer.toString(port),
                      "POD_NAME",
                      "operator-0",
                      "SETTLE_TIME",
                      "2s",
                      "MALLOC_ARENA_MAX",
                      "2"),
                  List.of())),
          port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** So far. */
  Reading reading() {
    var metrics = metrics();
    var name = "reconciliations_execution_duration_seconds";
    return new Reading(
        cpuSeconds(),
        sum(metrics, name + "_count"),
        sum(metrics, name + "_sum"),
        System.nanoTime());
  }

  /** Megabytes that a full collection leaves. */
  double liveHeap() {
    jcmd("GC.run");
    return usedHeap();
  }

  double usedHeap() {
    return USED.matcher(jcmd("GC.heap_info"))
            .results()
            .mapToLong(m -> Long.parseLong(m.group(1)))
            .sum()
        / 1024.0;
  }

  double rss() {
    return status("VmRSS");
  }

  /** Since the process began, or since {@link #forgetPeak()}. */
  double peakRss() {
    return status("VmHWM");
  }

  void forgetPeak() {
    try {
      Files.writeString(proc("clear_refs"), "5");
    } catch (IOException e) {
      // Then it is the peak of the process.
    }
  }

  String histogram() {
    return jcmd("GC.class_histogram").lines().limit(30).reduce("", (a, b) -> a + b + "\n");
  }

  boolean ranOutOfMemory() {
    return process.logLines().stream().anyMatch(l -> l.contains("OutOfMemoryError"));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private double cpuSeconds() {
    var fields = read("stat").replaceFirst("^.*\\) ", "").split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private double status(String field) {
    return read("status")
            .lines()
            .filter(l -> l.startsWith(field + ":"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
            .sum()
        / 1024.0;
  }

  private String read(String file) {
    try {
      return Files.readString(proc(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static double sum(String metrics, String name) {
    return metrics
        .lines()
        .filter(l -> l.startsWith(name))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  String metrics() {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private String jcmd(String command) {
    try {
      var jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process.pid()),
                  command)
              .redirectErrorStream(true)
              .start();
      return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
