package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millwright up}, killed while a device sends. */
class KilledUpIT {
  private static final long FIRST_MILLIS = 1_760_000_000_000L;
  private static final int ENOUGH = 3_000;

  @TempDir Path directory;

  @Test
  void keepsEveryReadingThatWasAcknowledgedBeforeItWasKilled() throws Exception {
    UpOnFreePorts up = UpOnFreePorts.in(directory.resolve("data"));
    Set<Long> acknowledged = new ConcurrentSkipListSet<>();

    try (MillwrightProcess millwright = up.start()) {
      send(up.mqttPort(), acknowledged, millwright);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);

    try (MillwrightProcess millwright = up.start()) {
      assertThat(millwright.output())
          .as("the password is shown at the first start only")
          .doesNotContain("made for you");
      RestClient cmms = RestClient.administrator(up.httpPort(), up.data());
      Awaitility.await("all " + acknowledged.size() + " acknowledged readings in the series")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(() -> assertThat(series(cmms)).containsAll(acknowledged));
    }
  }

  /**
   * Sends as fast as the window allows, and kills the process when enough has been acknowledged.
   */
  private static void send(int port, Set<Long> acknowledged, MillwrightProcess millwright)
      throws Exception {
    MqttAsyncClient device =
        new MqttAsyncClient("tcp://localhost:" + port, "press-7", new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    device.connect(options).waitForCompletion(10_000);
    try {
      long next = FIRST_MILLIS;
      while (acknowledged.size() < ENOUGH) {
        // The window of the endpoint bounds what is under way; this loop only keeps it full.
        if (next - FIRST_MILLIS - acknowledged.size() >= 200) {
          Thread.onSpinWait();
          continue;
        }
        long millis = next++;
        byte[] body =
            ("{\"ts\":" + millis + ",\"values\":{\"force\":" + (millis - FIRST_MILLIS) + "}}")
                .getBytes(StandardCharsets.UTF_8);
        device.publish(
            "millwright/v1/plant/press-7/measurements",
            new MqttMessage(body, 1, false, null),
            null,
            new MqttActionListener() {
              @Override
              public void onSuccess(IMqttToken token) {
                acknowledged.add(millis);
              }

              @Override
              public void onFailure(@Nullable IMqttToken token, Throwable failure) {
                // Not acknowledged: nothing was promised.
              }
            });
      }
      millwright.kill();
    } finally {
      device.disconnectForcibly(0, 0, false);
      device.close(true);
    }
  }

  private static Set<Long> series(RestClient cmms) throws Exception {
    JsonNode answer =
        cmms.get(
            "/api/assets/press-7/points/force/series?maxPoints=5000&from="
                + FIRST_MILLIS
                + "&to="
                + (FIRST_MILLIS + 2L * ENOUGH));
    Set<Long> times = new TreeSet<>();
    for (JsonNode sample : answer.path("samples")) {
      assertThat(answer.path("resolution").asText()).isEqualTo("raw");
      assertThat(sample.path("value").asDouble())
          .isEqualTo((double) (sample.path("at").asLong() - FIRST_MILLIS));
      times.add(sample.path("at").asLong());
    }
    return times;
  }
}
