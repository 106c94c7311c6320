package io.millwright.gateway.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.gateway.source.SourceUnavailableException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;

/** Connects to a server: asks for its endpoints, chooses one, and opens a session. */
final class Dial {
  private final OpcUaConfig config;
  private final Keys keys;
  private final ServerTrust trust;

  Dial(OpcUaConfig config, Keys keys) {
    this.config = config;
    this.keys = keys;
    this.trust = new ServerTrust(config.name(), keys, config.security().trust());
  }

  /** A client with a session. */
  OpcUaClient connect() throws SourceUnavailableException, InterruptedException {
    EndpointDescription endpoint = endpoint();
    OpcUaClient client = client(endpoint);
    try {
      // A channel, a session and its activation, each with its own timeout.
      client.connectAsync().get(3 * config.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return client;
    } catch (InterruptedException e) {
      client.disconnectAsync();
      throw e;
    } catch (ExecutionException | TimeoutException e) {
      client.disconnectAsync();
      throw new SourceUnavailableException(explained(e), e);
    }
  }

  private EndpointDescription endpoint() throws SourceUnavailableException, InterruptedException {
    List<EndpointDescription> offered;
    try {
      offered =
          DiscoveryClient.getEndpoints(
                  config.endpoint(),
                  transport -> transport.setConnectTimeout(uint(config.timeout().toMillis())))
              .get(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SourceUnavailableException(
          "cannot ask " + config.endpoint() + " for its endpoints: " + cause(e), e);
    }
    EndpointDescription chosen =
        config
            .security()
            .choose(offered)
            .orElseThrow(
                () ->
                    new SourceUnavailableException(
                        "the server offers none of what 'security' asks for; it offers "
                            + Security.shown(offered)));
    // The name by which a server knows itself is often not one that the gateway can resolve.
    return EndpointUtil.updateUrl(
        chosen, EndpointUtil.getHost(config.endpoint()), EndpointUtil.getPort(config.endpoint()));
  }

  private OpcUaClient client(EndpointDescription endpoint) throws SourceUnavailableException {
    try {
      Keys.Application application = keys.application();
      OpcUaClientConfig settings =
          OpcUaClientConfig.builder()
              .setEndpoint(endpoint)
              .setApplicationName(LocalizedText.english("Millwright edge gateway"))
              .setApplicationUri(application.uri())
              .setProductUri("urn:millwright:edge-gateway")
              .setKeyPair(application.keys())
              .setCertificate(application.certificate())
              .setCertificateChain(
                  new java.security.cert.X509Certificate[] {application.certificate()})
              .setCertificateValidator(trust)
              .setIdentityProvider(identity())
              .setRequestTimeout(uint(config.timeout().toMillis()))
              .build();
      return new OpcUaClient(
          settings,
          new OpcTcpClientTransport(
              OpcTcpClientTransportConfig.newBuilder()
                  .setConnectTimeout(uint(config.timeout().toMillis()))
                  .build()));
    } catch (IOException | GeneralSecurityException e) {
      throw new SourceUnavailableException("cannot use the gateway's keys: " + e, e);
    }
  }

  private IdentityProvider identity() throws IOException, GeneralSecurityException {
    UserIdentity user = config.user();
    if (user instanceof UserIdentity.UserName known) {
      return new UsernameProvider(known.name(), known.password(), trust);
    } else if (user instanceof UserIdentity.Certificate shown) {
      return new X509IdentityProvider(
          Keys.certificate(shown.certificate()), Keys.privateKey(shown.privateKey()));
    }
    return new AnonymousProvider();
  }

  private String explained(Exception e) {
    String refusal = trust.refusal();
    if (refusal != null) {
      return refusal;
    }
    long code = UaException.extractStatusCode(e).map(status -> status.getValue()).orElse(0L);
    String status = cause(e);
    if (code == StatusCodes.Bad_UserAccessDenied || code == StatusCodes.Bad_IdentityTokenRejected) {
      return "the server refuses the user ("
          + status
          + "): check 'user' of the source "
          + config.name();
    }
    if (code == StatusCodes.Bad_SecurityChecksFailed
        || code == StatusCodes.Bad_CertificateUntrusted) {
      return "the server refuses the gateway's certificate ("
          + status
          + "): let the server trust "
          + keys.ownCertificate();
    }
    return "cannot connect to " + config.endpoint() + ": " + status;
  }

  private static String cause(Exception e) {
    if (e instanceof TimeoutException) {
      return "no answer in time";
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof UaException known
        ? known.getStatusCode() + " " + known.getMessage()
        : cause.toString();
  }
}
