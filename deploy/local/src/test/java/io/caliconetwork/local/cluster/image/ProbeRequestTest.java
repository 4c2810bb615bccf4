package io.caliconetwork.local.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram.ProbeAnswer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeRequestTest {
  private static final String ADDRESS = "127.0.0.3";

  private HttpServer server;
  private int code = 200;
  private Container container;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(ADDRESS, 0), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    container =
        new ContainerBuilder()
            .addNewPort()
            .withName("http")
            .withContainerPort(server.getAddress().getPort())
            .endPort()
            .build();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private ProbeAnswer ask(Probe probe) throws InterruptedException {
    return new ProbeRequest(container, ADDRESS).ask(probe);
  }

  private static Probe get(IntOrString port) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/healthz")
        .withPort(port)
        .withScheme("HTTP")
        .endHttpGet()
        .build();
  }

  @Test
  void aPortMayBeNamed() throws InterruptedException {
    assertThat(ask(get(new IntOrString("http")))).isEqualTo(ProbeAnswer.SUCCESS);
    assertThat(ask(get(new IntOrString(server.getAddress().getPort()))))
        .isEqualTo(ProbeAnswer.SUCCESS);
    assertThat(ask(get(new IntOrString("metrics"))).message())
        .contains("no port is called metrics");
  }

  @Test
  void from200To399IsSuccess() throws InterruptedException {
    code = 399;
    assertThat(ask(get(new IntOrString("http"))).success()).isTrue();
    code = 503;
    assertThat(ask(get(new IntOrString("http"))))
        .isEqualTo(ProbeAnswer.failure("HTTP probe failed with statuscode: 503"));
  }

  @Test
  void aTcpProbeConnects() throws InterruptedException {
    Probe probe =
        new ProbeBuilder()
            .withNewTcpSocket()
            .withPort(new IntOrString("http"))
            .endTcpSocket()
            .build();
    assertThat(ask(probe).success()).isTrue();
    server.stop(0);
    assertThat(ask(probe).success()).isFalse();
  }

  @Test
  void whatIsNotPlayedIsNoSuccess() throws InterruptedException {
    Probe probe = new ProbeBuilder().withNewExec().addToCommand("true").endExec().build();
    assertThat(ask(probe).success()).isFalse();
  }
}
