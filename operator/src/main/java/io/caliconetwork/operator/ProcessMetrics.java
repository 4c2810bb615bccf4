package io.caliconetwork.operator;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What the process says of itself, whether it leads or not. */
final class ProcessMetrics implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double KILOBYTE = 1024;

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
    registry
        .config()
        // What the whole machine does, others tell.
        .meterFilter(MeterFilter.denyNameStartsWith("system."))
        .meterFilter(
            new MeterFilter() {
              // JOSDK 5.3.2 registers this meter with and without the tag, which Prometheus
              // refuses.
              @Override
              public Meter.Id map(Meter.Id id) {
                return id.getName().endsWith("events.received") && id.getTag("action") == null
                    ? id.withTag(Tag.of("action", "NONE"))
                    : id;
              }
            });
    return registry;
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
