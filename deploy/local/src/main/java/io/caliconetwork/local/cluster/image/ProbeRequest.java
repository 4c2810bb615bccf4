package io.caliconetwork.local.cluster.image;

import io.caliconetwork.local.cluster.kubelet.ContainerProgram.ProbeAnswer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Asks a probe as the kubelet does: httpGet and tcpSocket. Others fail and say so. */
final class ProbeRequest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_SUCCESS = 200;

  private final Container container;
  private final String address;

  /**
   * Probes of a container.
   *
   * @param address where it listens, unless the probe names a host
   */
  ProbeRequest(Container container, String address) {
    this.container = container;
    this.address = address;
  }

  ProbeAnswer ask(Probe probe) throws InterruptedException {
    Integer seconds = probe.getTimeoutSeconds();
    Duration limit = Duration.ofSeconds(seconds == null || seconds < 1 ? 1 : seconds);
    try {
      if (probe.getHttpGet() != null) {
        return httpGet(probe.getHttpGet(), limit);
      }
      if (probe.getTcpSocket() != null) {
        return connect(probe.getTcpSocket().getPort(), limit);
      }
      return ProbeAnswer.failure("only httpGet and tcpSocket are played here");
    } catch (IOException | IllegalArgumentException e) {
      return ProbeAnswer.failure(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private ProbeAnswer httpGet(HTTPGetAction action, Duration limit)
      throws IOException, InterruptedException {
    String path = Optional.ofNullable(action.getPath()).orElse("/");
    String scheme = Optional.ofNullable(action.getScheme()).orElse("HTTP").toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(action.getHost()).orElse(address);
    URI uri = URI.create(scheme + "://" + host + ":" + port(action.getPort()) + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(limit);
    action.getHttpHeaders().forEach(header -> request.header(header.getName(), header.getValue()));
    int code = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    return code >= FIRST_SUCCESS && code < FIRST_FAILURE
        ? ProbeAnswer.SUCCESS
        : ProbeAnswer.failure("HTTP probe failed with statuscode: " + code);
  }

  private ProbeAnswer connect(IntOrString port, Duration limit) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port(port)), (int) limit.toMillis());
      return ProbeAnswer.SUCCESS;
    }
  }

  private int port(IntOrString port) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(named -> port.getStrVal().equals(named.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no port is called " + port.getStrVal()));
  }
}
