package io.millwright.cmms.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamIT {
  @Test
  void aStreamEndsWithItsToken() throws Exception {
    try (TestCmms cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of(
                "millwright.kafka.enabled",
                "false",
                "millwright.access.access-token-lifetime",
                "PT4S"))) {
      Api viewer = cmms.as(As.VIEWER);

      HttpResponse<String> stream =
          Api.http()
              .sendAsync(
                  viewer.request("/api/stream").header("Accept", "text/event-stream").build(),
                  BodyHandlers.ofString())
              .get(25, TimeUnit.SECONDS);

      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.body()).contains("heartbeat");
      assertThat(viewer.get("/api/me").status()).isEqualTo(401);
    }
  }
}
