package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** The REST API as a user of it, signed in. */
final class RestClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String token;

  private RestClient(int port, String username, String password) throws Exception {
    this.base = "http://localhost:" + port;
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "/api/login"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JSON.createObjectNode()
                            .put("username", username)
                            .put("password", password)
                            .toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    this.token = JSON.readTree(response.body()).path("access_token").asText();
  }

  /** As the administrator whom {@code millwright up} made on this folder. */
  static RestClient administrator(int port, Path data) throws Exception {
    return new RestClient(
        port, "admin@localhost", Files.readString(data.resolve("secrets/admin-password")).strip());
  }

  /** The answer; an empty object while there is nothing of that name (404). */
  JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() == 404) {
      return JSON.createObjectNode();
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The answer as it is. */
  String text(String path) throws Exception {
    return answer(path, HttpResponse.BodyHandlers.ofString());
  }

  /** The answer as a file. */
  Path file(String path, Path target) throws Exception {
    return answer(path, HttpResponse.BodyHandlers.ofFile(target));
  }

  private <T> T answer(String path, HttpResponse.BodyHandler<T> handler) throws Exception {
    HttpResponse<T> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            handler);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return response.body();
  }

  /** The answer to what was asked for, which succeeds. */
  JsonNode post(String path, String contentType, String body) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }
}
