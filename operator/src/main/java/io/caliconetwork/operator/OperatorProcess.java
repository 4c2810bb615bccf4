package io.caliconetwork.operator;

import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.operator.act.Executor;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.report.NetworkMetrics;
import io.caliconetwork.operator.report.Reporter;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the parts, runs until told to stop, and hands over quickly. */
final class OperatorProcess {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Longer than any single write, shorter than a pod's termination grace period. */
  private static final Duration FINISH_STEP = Duration.ofSeconds(5);

  private OperatorProcess() {}

  static int run(OperatorConfig config) throws IOException {
    // The user agent is the field manager of writes that name none.
    var client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withUserAgent(CalicoNetworkReconciler.FIELD_MANAGER + "/" + version())
                    .build())
            .build();
    var process = new ProcessMetrics();
    var metrics = new NetworkMetrics(process.meters());
    var trigger = new SimpleInboundEventSource<DeclaredNetwork>("calico");
    var started = new CountDownLatch(1);
    var observer =
        new Observer(client, () -> trigger(trigger, started), config.settle(), config.jobs());
    process.watching(observer::healthy);
    process.leads(!config.leaderElection());
    var operator = operator(client, config, process, metrics);
    operator.register(
        new CalicoNetworkReconciler(
            observer,
            new Executor(client, observer),
            new Reporter(
                client,
                CalicoNetworkReconciler.FIELD_MANAGER,
                InstantSource.system(),
                metrics,
                config.limits()),
            trigger));
    var http =
        HttpEndpoints.start(
            config.http(),
            () -> true,
            () -> started.getCount() == 0 && observer.healthy(),
            process.meters()::scrape);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  LOG.info("stopping");
                  operator.stop();
                  if (config.leaderElection()) {
                    Leadership.release(client, config);
                  }
                  observer.close();
                  http.close();
                  process.close();
                  client.close();
                  stopped.countDown();
                }));
    LOG.info(
        "calico-network-operator {} against {}, http port {}",
        version(),
        client.getMasterUrl(),
        http.port());
    operator.start();
    started.countDown();
    trigger(trigger, started);
    return await(stopped);
  }

  private static int await(CountDownLatch stopped) {
    try {
      stopped.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void trigger(
      SimpleInboundEventSource<DeclaredNetwork> source, CountDownLatch started) {
    if (started.getCount() == 0) {
      source.propagateEvent(new ResourceID(CalicoNetwork.ONLY_NAME));
    }
  }

  private static Operator operator(
      KubernetesClient client,
      OperatorConfig config,
      ProcessMetrics process,
      NetworkMetrics metrics) {
    return new Operator(o -> {
      o.withKubernetesClient(client)
          .withCloseClientOnStop(false)
          .withConcurrentReconciliationThreads(1)
          .withConcurrentWorkflowExecutorThreads(1)
          .withReconciliationTerminationTimeout(FINISH_STEP)
          .withMetrics(
              new AggregatedMetrics(
                  List.of(
                      MicrometerMetricsV2.newBuilder(process.meters()).build(),
                      new Reconciliations(metrics::forget))));
      if (config.leaderElection()) {
        o.withLeaderElectionConfiguration(Leadership.configuration(config, process::leads));
      }
    });
  }

  private static String version() {
    var version = OperatorProcess.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
