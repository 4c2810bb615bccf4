package io.caliconetwork.operator;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What the process says of itself, whether it leads or not. */
final class ProcessMetrics implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double KILOBYTE = 1024;

  /** What others tell of the whole machine, and what nobody asks for. */
  private static final List<String> NOT_OURS =
      List.of("system.", "jvm.buffer.", "process.cpu.time");

  private static final String EVENTS = "events.received";

  /** Meters of the framework, which describes none, with what they mean. */
  private static final Map<String, String> FRAMEWORK =
      Map.of(
          "custom_resources",
          "CalicoNetworks that the replica knows",
          EVENTS,
          "reasons to look at the cluster again",
          "reconciliations.active",
          "looks at the cluster that are under way",
          "reconciliations.queue",
          "looks that wait",
          "reconciliations.started.total",
          "looks that were begun",
          "reconciliations.success.total",
          "looks that were finished, whatever they found",
          "reconciliations.failure.total",
          "looks that an error ended; they are tried again",
          "reconciliations.retries.total",
          "looks that follow one that an error ended",
          "reconciliations.execution.duration",
          "how long looks take");

  private final PrometheusMeterRegistry registry = registry();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AtomicBoolean leads = new AtomicBoolean();

  /** Registers the meters. */
  ProcessMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("process.resident.memory", ProcessMetrics::resident)
        .description("resident memory, as the kernel counts it")
        .baseUnit("bytes")
        .register(registry);
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    // Of the container where it has a limit, else of the machine.
    Gauge.builder("process.memory.limit", machine, OperatingSystemMXBean::getTotalMemorySize)
        .description("memory that the process may have")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
    Gauge.builder("caliconetwork.leader", leads, l -> l.get() ? 1 : 0)
        .description("1 in the replica that acts")
        .register(registry);
  }

  PrometheusMeterRegistry meters() {
    return registry;
  }

  /** Says from now on whether all watches are connected. */
  void watching(BooleanSupplier healthy) {
    Gauge.builder("caliconetwork.watching", healthy, h -> h.getAsBoolean() ? 1 : 0)
        .description("1 while all watches are connected, or wait for what does not exist")
        .strongReference(true)
        .register(registry);
  }

  /** Takes note of whether this process is the one that acts. */
  void leads(boolean now) {
    leads.set(now);
  }

  private static PrometheusMeterRegistry registry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    for (var meters : NOT_OURS) {
      registry.config().meterFilter(MeterFilter.denyNameStartsWith(meters));
    }
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                return FRAMEWORK.containsKey(id.getName()) ? framework(id) : id;
              }
            });
    return registry;
  }

  /** What the framework leaves out. */
  private static Meter.Id framework(Meter.Id id) {
    var tags = Tags.of(id.getTags());
    return new Meter.Id(
        id.getName(),
        // JOSDK 5.3.2 registers this meter with and without the tag, which Prometheus refuses.
        id.getName().equals(EVENTS) && id.getTag("action") == null
            ? tags.and("action", "NONE")
            : tags,
        id.getBaseUnit(),
        FRAMEWORK.get(id.getName()),
        id.getType());
  }

  /** NaN, which Prometheus keeps as such, where there is no such file. */
  private static double resident() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(l -> l.startsWith(RESIDENT))
          .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D", "")) * KILOBYTE)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
