package io.millwright.benchmarks.historian;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.cmms.CmmsApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The CMMS API on a free port of this machine, without Kafka, and a user of it who is signed in.
 */
final class Api implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USER = "admin@bench.example";

  private final CmmsApplication application;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String token;

  private Api(CmmsApplication application, String password)
      throws IOException, InterruptedException {
    this.application = application;
    byte[] answer =
        send(
            request(
                "/api/login",
                JSON.writeValueAsString(Map.of("username", USER, "password", password)),
                ""),
            200);
    this.token = JSON.readTree(answer).path("access_token").asText();
  }

  /**
   * Starts it.
   *
   * @param folder where the password of its user is, if the database has been used before
   */
  static Api start(Server server, Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("api-password");
    String password = Files.exists(file) ? Files.readString(file) : secret();
    Files.writeString(file, password);
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", "localhost");
    properties.put("micronaut.server.port", -1);
    properties.put("millwright.kafka.enabled", "false");
    properties.put("millwright.access.jwt-secret", secret());
    properties.put("datasources.default.url", server.jdbcUrl("millwright_cmms"));
    properties.put("datasources.default.username", "millwright_cmms");
    properties.put("datasources.migration.url", server.jdbcUrl("millwright_owner"));
    properties.put("datasources.migration.username", "millwright_owner");
    properties.put("millwright.bootstrap.organization.id", History.TENANT);
    properties.put("millwright.bootstrap.organization.name", "Bench");
    properties.put("millwright.bootstrap.users[0].username", USER);
    properties.put("millwright.bootstrap.users[0].password", password);
    properties.put("millwright.bootstrap.users[0].display-name", "Bench");
    properties.put("millwright.bootstrap.users[0].roles", "ADMIN");
    CmmsApplication application = CmmsApplication.start(properties);
    try {
      return new Api(application, password);
    } catch (IOException | InterruptedException | RuntimeException e) {
      application.close();
      throw e;
    }
  }

  private static String secret() {
    byte[] random = new byte[48];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  void registerAssets() throws IOException, InterruptedException {
    for (int asset = 0; asset < History.ASSETS; asset++) {
      String tag = History.asset(asset);
      send(
          request(
              "/api/assets",
              JSON.writeValueAsString(
                  Map.of("tag", tag, "name", tag, "assetClass", "pump", "site", "plant")),
              token),
          201);
    }
  }

  /** The whole answer. */
  byte[] ask(Query.Request asked) throws IOException, InterruptedException {
    return send(request(asked.path(), asked.body(), token), 200);
  }

  private HttpRequest request(String path, String body, String bearer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(application.url() + path))
            .header("Authorization", "Bearer " + bearer);
    return body.isEmpty()
        ? request.build()
        : request
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
  }

  private byte[] send(HttpRequest request, int expected) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != expected) {
      throw new IOException(
          "the API answered %s with %d: %s"
              .formatted(
                  request.uri(),
                  response.statusCode(),
                  new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response.body();
  }

  @Override
  public void close() {
    application.close();
  }
}
