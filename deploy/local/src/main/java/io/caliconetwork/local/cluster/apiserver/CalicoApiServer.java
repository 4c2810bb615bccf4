package io.caliconetwork.local.cluster.apiserver;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.calico.CalicoDatastore;
import io.caliconetwork.local.cluster.calico.StoredGroup;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Calico's API server as it is for everybody else: an APIService, a Service, and a process that
 * answers. It lets in only the real API server, which has asked RBAC before it hands a request on.
 */
public final class CalicoApiServer implements AutoCloseable {
  /** Name of its APIService. */
  public static final String API_SERVICE = "v3.projectcalico.org";

  /** How the audit log names what it does to the stored objects. */
  public static final String USER_AGENT = "calico-apiserver";

  private static final String NAMESPACE = "calico-apiserver";
  private static final String SERVICE = "calico-api";
  private static final int AVAILABLE_SECONDS = 60;

  private final KubernetesClient client;
  private final CalicoDatastore datastore;
  private final ServingCertificate certificate;
  private final Requests requests;
  private final int port;
  private HttpsServer server;
  private ExecutorService threads;
  private int touches;

  private CalicoApiServer(KubernetesClient client, CalicoRelease release) {
    this.client = client;
    this.datastore =
        new CalicoDatastore(client, new CalicoDatastore.Listeners(() -> {}, () -> {}, () -> {}));
    try {
      datastore.open(StoredGroup.CRD_V1);
    } catch (CalicoDatastore.NotReady e) {
      throw new IllegalStateException("Calico's CRDs come first", e);
    }
    ServedObjects objects = new ServedObjects(client);
    this.requests = new Requests(client, objects, new PoolStorage(objects, datastore, release));
    this.certificate = ServingCertificate.of(SERVICE + "." + NAMESPACE + ".svc");
    this.port = listen(0);
  }

  /** Starts it and registers it, as apiserver.yaml does; returns when it is Available. */
  public static CalicoApiServer install(ControlPlane controlPlane, CalicoRelease release) {
    CalicoApiServer server =
        new CalicoApiServer(ControlPlane.client(controlPlane.kubeconfig(), USER_AGENT), release);
    server.register();
    server.awaitAvailable(true);
    return server;
  }

  private void register() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
    // There is no pod network on this machine: the API server reaches us by a name.
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(SERVICE)
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("localhost")
                .endSpec()
                .build())
        .serverSideApply();
    try {
      client
          .resource(
              new APIServiceBuilder()
                  .withNewMetadata()
                  .withName(API_SERVICE)
                  .endMetadata()
                  .withNewSpec()
                  .withGroup(ServedKind.GROUP)
                  .withVersion(ServedKind.VERSION)
                  .withGroupPriorityMinimum(1500)
                  .withVersionPriority(200)
                  .withCaBundle(certificate.caBundle())
                  .withNewService()
                  .withNamespace(NAMESPACE)
                  .withName(SERVICE)
                  .withPort(port)
                  .endService()
                  .endSpec()
                  .build())
          .serverSideApply();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private int listen(int wanted) {
    try {
      String authority =
          client
              .configMaps()
              .inNamespace("kube-system")
              .withName("extension-apiserver-authentication")
              .require()
              .getData()
              .get("requestheader-client-ca-file");
      server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), wanted), 0);
      server.setHttpsConfigurator(new OnlyKnownClients(certificate.context(authority)));
      threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.createContext("/", requests);
      server.start();
      return server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class OnlyKnownClients extends HttpsConfigurator {
    OnlyKnownClients(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }

  /** The process dies; returns when the APIService says that it is not Available. */
  public void stop() {
    halt();
    touchService();
    awaitAvailable(false);
  }

  /** The process comes back; returns when the APIService says that it is Available. */
  public void start() {
    listen(port);
    touchService();
    awaitAvailable(true);
  }

  /** Removed by its admin, APIService first. */
  public void uninstall() {
    client.apiServices().withName(API_SERVICE).delete();
    client
        .apiServices()
        .withName(API_SERVICE)
        .waitUntilCondition(gone -> gone == null, AVAILABLE_SECONDS, TimeUnit.SECONDS);
    halt();
  }

  /** The API server looks again at once when the Service changes, else within half a minute. */
  private void touchService() {
    touches++;
    client
        .services()
        .inNamespace(NAMESPACE)
        .withName(SERVICE)
        .edit(service ->
            new ServiceBuilder(service)
                .editMetadata()
                .addToAnnotations("caliconetwork.io/touched", String.valueOf(touches))
                .endMetadata()
                .build());
  }

  private void awaitAvailable(boolean wanted) {
    client
        .apiServices()
        .withName(API_SERVICE)
        .waitUntilCondition(
            service ->
                service != null
                    && service.getStatus() != null
                    && service.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                            condition.getType().equals("Available")
                                && condition.getStatus().equals(wanted ? "True" : "False")),
            AVAILABLE_SECONDS,
            TimeUnit.SECONDS);
  }

  private void halt() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
      server = null;
    }
  }

  @Override
  public void close() {
    halt();
    datastore.close();
    client.close();
  }
}
