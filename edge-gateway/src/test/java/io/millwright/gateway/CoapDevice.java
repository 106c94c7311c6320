package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;

/** CoAP with Eclipse Californium. */
final class CoapDevice implements Device {
  static {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
  }

  private final CoapEndpoint endpoint;
  private final String gateway;
  private final int contentFormat;

  CoapDevice(int port, int contentFormat) throws IOException {
    this(
        "coap://127.0.0.1:" + port,
        contentFormat,
        CoapEndpoint.builder().setConfiguration(configuration()).build());
  }

  private CoapDevice(String gateway, int contentFormat, CoapEndpoint endpoint) throws IOException {
    this.gateway = gateway;
    this.contentFormat = contentFormat;
    this.endpoint = endpoint;
    endpoint.start();
  }

  /** One that sends blocks as it is told, instead of making blocks of a body by itself. */
  static CoapDevice blockByBlock(int port) throws IOException {
    Configuration configuration = configuration();
    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0);
    return new CoapDevice(
        "coap://127.0.0.1:" + port,
        50,
        CoapEndpoint.builder().setConfiguration(configuration).build());
  }

  /** One that sends a datagram again soon when it hears nothing. */
  static CoapDevice impatient(int port) throws IOException {
    Configuration configuration = configuration();
    configuration.set(CoapConfig.ACK_TIMEOUT, 150, TimeUnit.MILLISECONDS);
    configuration.set(CoapConfig.MAX_RETRANSMIT, 3);
    return new CoapDevice(
        "coap://127.0.0.1:" + port,
        50,
        CoapEndpoint.builder().setConfiguration(configuration).build());
  }

  /** Over DTLS, with a pre-shared key, and with connection ids. */
  static CoapDevice secured(int port, int contentFormat, String identity, String key)
      throws IOException {
    Configuration configuration = configuration();
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY);
    configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0);
    configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
    DTLSConnector connector =
        new DTLSConnector(
            DtlsConnectorConfig.builder(configuration)
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .setAdvancedPskStore(new AdvancedSinglePskStore(identity, key.getBytes(UTF_8)))
                .build());
    return new CoapDevice(
        "coaps://127.0.0.1:" + port,
        contentFormat,
        CoapEndpoint.builder().setConfiguration(configuration).setConnector(connector).build());
  }

  private static Configuration configuration() {
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(CoapConfig.NSTART, 100);
    return configuration;
  }

  /** The next message begins with a handshake that resumes the DTLS session. */
  void resumeSession() {
    ((DTLSConnector) endpoint.getConnector()).forceResumeAllSessions();
  }

  /** Ends with what the gateway has said when it ended the DTLS session. */
  CompletableFuture<AlertDescription> goodbye() {
    CompletableFuture<AlertDescription> said = new CompletableFuture<>();
    ((DTLSConnector) endpoint.getConnector())
        .setAlertHandler((gatewayAddress, alert) -> said.complete(alert.getDescription()));
    return said;
  }

  CoapClient client(String path) {
    CoapClient client = new CoapClient(gateway + path);
    client.setEndpoint(endpoint);
    return client;
  }

  @Override
  public CompletableFuture<Answer> send(String asset, long timeMillis, double value) {
    return sendBody(
        asset,
        switch (contentFormat) {
          case 110 ->
              ("[{\"bn\":\"urn:dev:x:\",\"n\":\"n\",\"t\":"
                      + timeMillis / 1e3
                      + ",\"v\":"
                      + value
                      + "}]")
                  .getBytes(UTF_8);
          case 112 -> senmlCbor(timeMillis, value);
          default ->
              ("{\"ts\":" + timeMillis + ",\"values\":{\"n\":" + value + "}}").getBytes(UTF_8);
        });
  }

  /** {@code [{0: "n", 6: time, 2: value}]} with 64-bit floats. */
  static byte[] senmlCbor(long timeMillis, double value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(new byte[] {(byte) 0x81, (byte) 0xA3, 0x00, 0x61, 'n', 0x06, (byte) 0xFB});
      out.writeDouble(timeMillis / 1e3);
      out.write(new byte[] {0x02, (byte) 0xFB});
      out.writeDouble(value);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<Answer> sendBody(String asset, byte[] body) {
    return post("/v1/demo/" + asset + "/measurements", body)
        .thenApply(response -> new Answer(response.isSuccess(), response.getResponseText()));
  }

  CompletableFuture<CoapResponse> post(String path, byte[] body) {
    Answering answer = new Answering();
    client(path).post(answer, body, contentFormat);
    return answer.response;
  }

  /** With the message id, token and options that it has. */
  CompletableFuture<CoapResponse> send(String path, Request request) {
    Answering answer = new Answering();
    client(path).advanced(answer, request);
    return answer.response;
  }

  private static final class Answering implements CoapHandler {
    private final CompletableFuture<CoapResponse> response = new CompletableFuture<>();

    @Override
    public void onLoad(CoapResponse answer) {
      response.complete(answer);
    }

    @Override
    public void onError() {
      response.completeExceptionally(new IOException("no answer"));
    }
  }

  @Override
  public void close() {
    endpoint.destroy();
  }
}
