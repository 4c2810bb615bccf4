package io.caliconetwork.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** /healthz, /readyz and /metrics. */
final class HttpEndpoints implements AutoCloseable {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  private HttpEndpoints(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @param address its port may be 0: takes a free one
   * @param live whether the process is worth keeping
   * @param ready whether it does, or could at any moment do, its work
   * @param metrics scraped
   */
  static HttpEndpoints start(
      InetSocketAddress address,
      BooleanSupplier live,
      BooleanSupplier ready,
      Supplier<String> metrics)
      throws IOException {
    var server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newSingleThreadExecutor(daemon("http")));
    server.createContext("/healthz", e -> answer(e, live));
    server.createContext("/readyz", e -> answer(e, ready));
    server.createContext(
        "/metrics",
        e -> {
          e.getResponseHeaders().set("Content-Type", PROMETHEUS);
          send(e, 200, metrics.get());
        });
    server.start();
    return new HttpEndpoints(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return Thread.ofPlatform().name(name).daemon().factory();
  }

  private static void answer(HttpExchange exchange, BooleanSupplier condition) throws IOException {
    var holds = condition.getAsBoolean();
    send(exchange, holds ? 200 : 503, holds ? "ok\n" : "not yet\n");
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    try (exchange) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
