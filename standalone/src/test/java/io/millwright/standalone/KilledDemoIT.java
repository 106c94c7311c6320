package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain, killed in the middle of a replay. */
class KilledDemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void losesNoAcknowledgedReadingAndOpensNoWorkOrderTwiceWhenKilledInTheMiddle() throws Exception {
    Path data = directory.resolve("demo");
    Path checkpoint = data.resolve("replay-checkpoint.json");
    Path summary = directory.resolve("summary.json");
    String[] command = {
      "demo",
      "--exit",
      "--engines",
      "4",
      "--data",
      data.toString(),
      "--json",
      summary.toString(),
      "--http-port",
      Integer.toString(Ports.any()),
      "--mqtt-port",
      Integer.toString(Ports.any()),
      "--coap-port",
      Integer.toString(Ports.any()),
      "--ingest-port",
      Integer.toString(Ports.any())
    };

    // Once while nothing has failed yet, once when work orders are open.
    for (int cycles : new int[] {60, 190}) {
      try (MillwrightProcess millwright = MillwrightProcess.start(command)) {
        Awaitility.await("an engine at cycle " + cycles)
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> !millwright.isAlive() || furthest(checkpoint) >= cycles);
        assertThat(millwright.isAlive()).as(millwright.output()).isTrue();
        millwright.kill();
      }
    }
    try (MillwrightProcess millwright = MillwrightProcess.start(command)) {
      assertThat(millwright.awaitExit(Duration.ofMinutes(3))).as(millwright.output()).isZero();
      assertThat(millwright.output()).contains("Resuming the replay that was interrupted");
    }

    JsonNode result = JSON.readTree(summary.toFile());
    assertThat(result.path("enginesReplayed").asInt()).isEqualTo(4);
    assertThat(result.path("failuresWithWorkOrder").asInt()).isEqualTo(2);
    assertThat(result.path("duplicateWorkOrders").asInt()).isZero();
    JsonNode readings = result.path("readings");
    assertThat(readings.path("sent").asLong()).isPositive();
    assertThat(readings.path("acknowledged").asLong()).isEqualTo(readings.path("sent").asLong());
    assertThat(readings.path("stored").asLong()).isEqualTo(readings.path("sent").asLong());
  }

  /** The cycle that the furthest engine is known to have reached. */
  private static int furthest(Path checkpoint) throws IOException {
    if (!Files.exists(checkpoint)) {
      return 0;
    }
    int furthest = 0;
    for (JsonNode engine : JSON.readTree(checkpoint.toFile())) {
      furthest = Math.max(furthest, engine.path("rowsAnswered").asInt());
    }
    return furthest;
  }
}
