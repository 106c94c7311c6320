package io.millwright.cmms.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What is served beside the resources of the API, with the console built or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedFilesIT {
  private TestCmms cmms;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void everyPathThatIsNoFileIsAPageOfTheConsole() {
    for (String path :
        List.of(
            "/",
            "/work-orders/123",
            "/assets/engine-1",
            "/a/../b",
            "/%2e%2e/cmms/application.yml")) {
      Api.Answer page = cmms.anonymous().get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Type")).as(path).startsWith("text/html");
      assertThat(page.text()).as(path).contains("<title>Millwright").doesNotContain("datasources");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
    }
  }

  @Test
  void tellsTheBrowserWhatToRefuse() {
    Api.Answer page = cmms.anonymous().get("/");

    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'self'")
        .contains("frame-ancestors 'none'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(cmms.anonymous().get("/api/me").header("X-Content-Type-Options"))
        .isEqualTo("nosniff");
  }

  @Test
  void anUnknownResourceOfTheApiIsAProblemAndNoPage() {
    Api.Answer unknown = cmms.as(As.VIEWER).get("/api/nothing");
    Api.Answer method = cmms.as(As.VIEWER).post("/api/summary", Map.of());

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.header("Content-Type")).startsWith("application/problem+json");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void healthMetricsAndDescriptionNeedNoSignIn() {
    Api.Answer health = cmms.anonymous().get("/health");
    Api.Answer metrics = cmms.anonymous().get("/prometheus");
    Api.Answer description = cmms.anonymous().get("/openapi");

    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body().path("details").path("database").path("status").asText())
        .isEqualTo("UP");
    assertThat(metrics.text()).contains("hikaricp_connections").contains("jvm_memory_used_bytes");
    assertThat(description.status()).isEqualTo(200);
    assertThat(description.text())
        .contains("/api/work-orders/{id}/transitions:")
        .contains("/api/assets/{tag}/points/{point}/series:")
        .contains("/api/login:");
  }

  @Test
  @Timeout(60)
  void whoWatchesIsToldOfTheirOwnChangesOnly() throws Exception {
    Api other = cmms.otherTenant();
    Map<String, Object> asset = Map.of("tag", "watched", "name", "Watched", "assetClass", "pump");
    cmms.as(As.ADMIN).post("/api/assets", asset);
    other.post("/api/assets", asset);
    HttpResponse<InputStream> stream =
        Api.http()
            .send(
                cmms.as(As.VIEWER)
                    .request("/api/stream")
                    .header("Accept", "text/event-stream")
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(cmms.anonymous().get("/api/stream").status()).isEqualTo(401);
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      readUntil(lines, "event: heartbeat");

      Map<String, Object> order = Map.of("assetTag", "watched", "title", "Look", "priority", 4);
      other.post("/api/work-orders", order);
      other.post("/api/work-orders", order);
      Api.Answer ours = cmms.as(As.PLANNER).post("/api/work-orders", order);

      List<String> seen = readUntil(lines, "data: {\"id\"");
      assertThat(seen).filteredOn(line -> line.equals("event: work-order")).hasSize(1);
      assertThat(seen.get(seen.size() - 1))
          .contains("\"id\":\"" + ours.body().path("id").asText() + "\"")
          .contains("\"number\":\"WO-000001\"")
          .contains("\"status\":\"NEW\"")
          .contains("\"version\":1");
    }
  }

  private static List<String> readUntil(BufferedReader lines, String beginning) throws Exception {
    List<String> seen = new ArrayList<>();
    String line = lines.readLine();
    while (line != null) {
      seen.add(line);
      if (line.startsWith(beginning)) {
        return seen;
      }
      line = lines.readLine();
    }
    throw new AssertionError("the stream ended before '" + beginning + "': " + seen);
  }
}
