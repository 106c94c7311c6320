package io.millwright.cmms.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.MediaType;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever calls the API has: each asks who calls, and those that change something what they may.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryCallIT {
  private static final String ID = "0192f0c4-0000-7000-8000-000000000000";

  /** Signing in and out is for everybody. */
  private static final Set<String> SESSION =
      Set.of("/api/login", "/api/token/refresh", "/api/logout");

  /** What is permitted depends on the step: see LifeCycle. */
  private static final String TRANSITIONS = "/api/work-orders/" + ID + "/transitions";

  private final HttpClient http = HttpClient.newHttpClient();
  private TestCmms cmms;

  /** A document goes with them and an answer comes back, but nothing is changed. */
  private static final Set<String> QUESTIONS =
      Set.of("/api/plans/validate", "/api/plans/diff", "/api/series/query");

  private List<Call> calls = List.of();

  private record Call(String method, String path, String contentType) {}

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
    calls =
        cmms.bean(Router.class)
            .uriRoutes()
            .map(EveryCallIT::call)
            .filter(call -> call.path().startsWith("/api") && !SESSION.contains(call.path()))
            .filter(call -> !Set.of("HEAD", "OPTIONS").contains(call.method()))
            .distinct()
            .sorted(Comparator.comparing(Call::path).thenComparing(Call::method))
            .toList();
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  private static Call call(UriRouteInfo<?, ?> route) {
    MediaType type =
        route.getConsumes().stream()
            .filter(each -> !each.equals(MediaType.ALL_TYPE))
            .findFirst()
            .orElse(MediaType.APPLICATION_JSON_TYPE);
    return new Call(
        route.getHttpMethodName(),
        route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", ID),
        type.getName());
  }

  @Test
  void isRefusedToWhoHasNotSignedIn() {
    assertThat(calls).hasSizeGreaterThan(25);
    assertThat(calls).filteredOn(call -> status(call, null) != 401).isEmpty();
  }

  @Test
  void isRefusedToAViewerWhenItChangesSomething() {
    String viewer =
        cmms.anonymous()
            .post(
                "/api/login",
                Map.of("username", TestCmms.username(As.VIEWER), "password", TestCmms.PASSWORD))
            .body()
            .path("access_token")
            .asText();
    List<Call> changing =
        calls.stream()
            .filter(call -> !call.method().equals("GET") && !call.path().equals(TRANSITIONS))
            .filter(call -> !QUESTIONS.contains(call.path()))
            .toList();
    assertThat(changing).hasSizeGreaterThan(12);
    assertThat(changing).filteredOn(call -> status(call, viewer) != 403).isEmpty();
  }

  private int status(Call call, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(cmms.url().resolve(call.path()))
            .header("Content-Type", call.contentType())
            .method(call.method(), BodyPublishers.ofString("{}"));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.sendAsync(request.build(), BodyHandlers.discarding()).join().statusCode();
  }
}
