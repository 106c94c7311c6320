package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** CoAP with Eclipse Californium. */
final class CoapDevice implements Device {
  static {
    CoapConfig.register();
    UdpConfig.register();
  }

  private final CoapEndpoint endpoint;
  private final int port;
  private final int contentFormat;

  CoapDevice(int port, int contentFormat) throws IOException {
    this.port = port;
    this.contentFormat = contentFormat;
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(CoapConfig.NSTART, 100);
    endpoint = CoapEndpoint.builder().setConfiguration(configuration).build();
    endpoint.start();
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
    CompletableFuture<CoapResponse> answer = new CompletableFuture<>();
    CoapClient client = new CoapClient("coap://127.0.0.1:" + port + path);
    client.setEndpoint(endpoint);
    client.post(
        new CoapHandler() {
          @Override
          public void onLoad(CoapResponse response) {
            answer.complete(response);
          }

          @Override
          public void onError() {
            answer.completeExceptionally(new IOException("no answer"));
          }
        },
        body,
        contentFormat);
    return answer;
  }

  @Override
  public void close() {
    endpoint.destroy();
  }
}
