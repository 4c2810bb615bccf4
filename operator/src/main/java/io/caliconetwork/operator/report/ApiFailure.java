package io.caliconetwork.operator.report;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a request to the API server failed, in one sentence for a person at a terminal. */
public final class ApiFailure {

  private ApiFailure() {}

  /**
   * The sentence.
   *
   * @param server address, for messages
   */
  public static String sentence(String server, KubernetesClientException failure) {
    if (failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      return "a permission is missing: " + answer(failure);
    }
    if (failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return server
          + " does not accept the credentials of this kubeconfig (401); log in anew, or choose"
          + " another --context";
    }
    // The client has no code of its own, or a negative one, where there was no answer.
    return failure.getCode() <= 0
        ? "cannot reach " + server + ": " + cause(failure)
        : server + " answered " + failure.getCode() + ": " + answer(failure);
  }

  /** The API server's own words, which name verb, resource, API group and namespace. */
  private static String answer(KubernetesClientException failure) {
    return failure.getStatus() == null || failure.getStatus().getMessage() == null
        ? "no reason given"
        : failure.getStatus().getMessage();
  }

  private static String cause(Throwable failure) {
    var sentence = "";
    for (var at = failure; at != null; at = at.getCause()) {
      sentence = known(at).isEmpty() ? sentence : known(at);
    }
    return sentence.isEmpty() ? last(failure) : sentence;
  }

  private static String known(Throwable failure) {
    return switch (failure) {
      case UnknownHostException e -> "no such host";
      case java.nio.channels.UnresolvedAddressException e -> "no such host";
      case ConnectException e -> "connection refused";
      case HttpTimeoutException e -> "no answer in time";
      case TimeoutException e -> "no answer in time";
      case SSLException e -> "the TLS connection failed (" + e.getMessage() + ")";
      default -> "";
    };
  }

  private static String last(Throwable failure) {
    return failure.getCause() == null
        ? String.valueOf(failure.getMessage())
        : last(failure.getCause());
  }
}
