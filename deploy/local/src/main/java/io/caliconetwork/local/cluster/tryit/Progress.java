package io.caliconetwork.local.cluster.tryit;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.util.List;

/** Lines for a person, with the real seconds since the start. */
final class Progress {
  private final PrintStream out;
  private final long from = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  void say(String text) {
    double seconds = (System.nanoTime() - from) / 1e9;
    line("[%6.1f s] %s".formatted(seconds, text));
  }

  void block(List<String> lines) {
    line("");
    lines.forEach(this::line);
    line("");
  }

  synchronized void line(String text) {
    out.println(text);
    out.flush();
  }

  void failure(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    // The client's own message says everything three times.
    if (e instanceof KubernetesClientException refused && refused.getStatus() != null) {
      message = refused.getStatus().getMessage();
    }
    line("FAILED: " + message);
  }
}
