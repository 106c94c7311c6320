package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** HTTP with the client of the JDK. */
final class HttpDevice implements Device {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  HttpDevice(int port) {
    this.port = port;
  }

  @Override
  public CompletableFuture<Answer> send(String asset, long timeMillis, double value) {
    return sendBody(
        asset, ("{\"ts\":" + timeMillis + ",\"values\":{\"n\":" + value + "}}").getBytes(UTF_8));
  }

  @Override
  public CompletableFuture<Answer> sendBody(String asset, byte[] body) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/v1/demo/" + asset + "/measurements"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response ->
                new Answer(response.statusCode() == 204, response.body().replace("\\\"", "\"")));
  }

  @Override
  public void close() {
    // Its connections end with the gateway.
  }
}
