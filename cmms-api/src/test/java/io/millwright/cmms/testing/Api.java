package io.millwright.cmms.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client as a person or program would have it: HTTP and JSON, signed in or not. */
public final class Api {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer; the body is missing when it is no JSON. */
  public record Answer(int status, JsonNode body, String text, HttpResponse<String> http) {
    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  private final URI server;
  private final @Nullable String token;

  private Api(URI server, @Nullable String token) {
    this.server = server;
    this.token = token;
  }

  public static Api anonymous(URI server) {
    return new Api(server, null);
  }

  public static Api signedIn(URI server, String username, String password) {
    Answer answer =
        anonymous(server).post("/api/login", Map.of("username", username, "password", password));
    if (answer.status() != 200) {
      throw new IllegalStateException(username + " could not sign in: " + answer.text());
    }
    return withToken(server, answer.body().path("access_token").asText());
  }

  public static Api withToken(URI server, String token) {
    return new Api(server, token);
  }

  public Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody(), "application/json", Map.of());
  }

  public Answer post(String path, Object body) {
    return post(path, body, Map.of());
  }

  public Answer post(String path, Object body, Map<String, String> headers) {
    return send("POST", path, json(body), "application/json", headers);
  }

  public Answer put(String path, Object body, Map<String, String> headers) {
    return send("PUT", path, json(body), "application/json", headers);
  }

  public Answer delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody(), "application/json", Map.of());
  }

  private static BodyPublisher json(Object body) {
    try {
      return BodyPublishers.ofString(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public Answer postBytes(String path, byte[] body, String contentType) {
    return send("POST", path, BodyPublishers.ofByteArray(body), contentType, Map.of());
  }

  /** The request with this client's token, to be finished by the caller. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(30));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  public static HttpClient http() {
    return HTTP;
  }

  private Answer send(
      String method,
      String path,
      BodyPublisher body,
      String contentType,
      Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path).method(method, body).header("Content-Type", contentType);
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").contains("json")
              && !text.isEmpty();
      return new Answer(
          response.statusCode(),
          json ? JSON.readTree(text) : MissingNode.getInstance(),
          text,
          response);
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
