package io.millwright.standalone.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The plans of a CMMS over its REST API. */
final class PlanApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String YAML = "application/yaml";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI base;
  private String token = "";

  /** What the CMMS answered. */
  record Answer(int status, JsonNode body) {
    boolean ok() {
      return status / 100 == 2;
    }

    /** Says why not, and gives the exit code of that. */
    int refused(PrintWriter err) {
      String detail = body.path("detail").asText();
      err.println(
          "millwright: the CMMS says no: " + (detail.isEmpty() ? "status " + status : detail));
      return 1;
    }
  }

  private PlanApi(URI base) {
    this.base = base;
  }

  /**
   * Signed in.
   *
   * @throws UsageException if that cannot be
   */
  static PlanApi open(CmmsOptions options) throws IOException, InterruptedException {
    PlanApi api = new PlanApi(options.base());
    String token = options.token();
    if (token != null) {
      api.token = token;
      return api;
    }
    String user = Objects.requireNonNull(options.user);
    String login =
        JSON.createObjectNode()
            .put("username", user)
            .put("password", options.password())
            .toString();
    Answer answer =
        api.send("POST", "/api/login", "application/json", BodyPublishers.ofString(login));
    if (!answer.ok()) {
      throw new UsageException(
          "--user "
              + user
              + " could not sign in at "
              + options.base()
              + ": check name and password");
    }
    api.token = answer.body().path("access_token").asText();
    return api;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, null, BodyPublishers.noBody());
  }

  Answer postPlan(String path, String document) throws IOException, InterruptedException {
    return send("POST", path, YAML, BodyPublishers.ofString(document));
  }

  Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send("POST", path, "application/json", BodyPublishers.ofString(body.toString()));
  }

  private Answer send(String method, String path, @Nullable String contentType, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path.substring(1)))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (!token.isEmpty()) {
      try {
        request.header("Authorization", "Bearer " + token);
      } catch (IllegalArgumentException e) {
        throw new UsageException("the access token has characters that no token has");
      }
    }
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new UsageException("nobody answers at " + base + ": check --url, and whether it runs");
    }
    if (response.statusCode() == 401 && !token.isEmpty()) {
      throw new UsageException("the access token is not valid, or no longer: sign in again");
    }
    return new Answer(response.statusCode(), json(response.body()));
  }

  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
