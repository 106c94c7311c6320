package io.millwright.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the demo does in the CMMS, over the same REST API as everybody. */
final class CmmsClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI base;
  private final String token;

  private CmmsClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  static CmmsClient login(URI base, String username, String password)
      throws IOException, InterruptedException {
    CmmsClient anonymous = new CmmsClient(base, "");
    JsonNode answer =
        anonymous.send(
            "POST",
            "/api/login",
            "application/json",
            json(Map.of("username", username, "password", password)),
            200);
    return new CmmsClient(base, answer.path("access_token").asText());
  }

  /**
   * The assets that exist; with {@link #createAsset} for the others the call can be repeated after
   * a crash.
   */
  Set<String> assetTags() throws IOException, InterruptedException {
    Set<String> tags = new HashSet<>();
    String cursor = "";
    do {
      JsonNode page =
          send("GET", "/api/assets?limit=200" + cursor, "", BodyPublishers.noBody(), 200);
      page.path("items").forEach(asset -> tags.add(asset.path("tag").asText()));
      cursor = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    return tags;
  }

  void createAsset(String tag, String name, String assetClass, String site)
      throws IOException, InterruptedException {
    send(
        "POST",
        "/api/assets",
        "application/json",
        json(Map.of("tag", tag, "name", name, "assetClass", assetClass, "site", site)),
        201);
  }

  boolean hasPlan(String id) throws IOException, InterruptedException {
    return contains("/api/plans", "id", id);
  }

  boolean hasModel(String name) throws IOException, InterruptedException {
    return contains("/api/models", "name", name);
  }

  private boolean contains(String path, String key, String value)
      throws IOException, InterruptedException {
    JsonNode found = send("GET", path, "", BodyPublishers.noBody(), 200);
    JsonNode items = found.isArray() ? found : found.path("items");
    for (JsonNode item : items) {
      if (item.path(key).asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  void releasePlan(String yaml) throws IOException, InterruptedException {
    send("POST", "/api/plans", "application/yaml", BodyPublishers.ofString(yaml), 201);
  }

  void releaseModel(byte[] release) throws IOException, InterruptedException {
    send(
        "POST",
        "/api/models",
        "application/octet-stream",
        BodyPublishers.ofByteArray(release),
        201);
  }

  /**
   * A work order.
   *
   * @param raisedAt event time
   */
  record WorkOrder(String number, String asset, String title, Instant raisedAt) {}

  List<WorkOrder> workOrders() throws IOException, InterruptedException {
    List<WorkOrder> orders = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          send(
              "GET",
              "/api/work-orders?status=ALL&limit=200" + cursor,
              "",
              BodyPublishers.noBody(),
              200);
      for (JsonNode item : page.path("items")) {
        orders.add(
            new WorkOrder(
                item.path("number").asText(),
                item.path("assetTag").asText(),
                item.path("title").asText(),
                Instant.parse(item.path("raisedAt").asText())));
      }
      cursor = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    return orders;
  }

  private JsonNode send(
      String method, String path, String contentType, BodyPublisher body, int expected)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body);
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != expected) {
      throw new IOException(
          "the CMMS answered "
              + method
              + " "
              + path
              + " with "
              + response.statusCode()
              + ": "
              + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return JSON.readTree(response.body());
  }

  private static BodyPublisher json(Map<String, ?> value) throws IOException {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(value));
  }
}
