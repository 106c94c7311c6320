package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** From a reading to an alarm in the CMMS, and from a person back to the monitoring. */
class AlarmRoundTripIT {
  private static final String PLAN =
      """
      id: press
      version: 1
      assetClass: press
      title: A press
      scan: {period: PT0.5S, lateness: PT0.2S}
      points:
        - {name: temp, unit: Cel, range: [-40, 400]}
      descriptors:
        - {points: [temp], kinds: [last]}
      detectors:
        - {name: hot, kind: static-limit, point: temp, descriptor: last, direction: high, alert: 60, alarm: 90}
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anAlarmIsRaisedAcknowledgedByAPersonAndConfirmedByTheMonitoring() throws Exception {
    UpOnFreePorts up = UpOnFreePorts.shared();
    RestClient cmms = RestClient.administrator(up.httpPort(), up.data());
    cmms.post(
        "/api/assets",
        "application/json",
        "{\"tag\": \"press-1\", \"name\": \"Press\", \"assetClass\": \"press\"}");
    cmms.post("/api/plans", "application/yaml", PLAN);

    JsonNode raised = awaitAlarm(up, cmms, "ACTIVE_UNACKNOWLEDGED");

    assertThat(raised.path("value").asDouble()).isEqualTo(71.5);
    assertThat(raised.path("limit").asDouble()).isEqualTo(60);
    assertThat(raised.path("unit").asText()).isEqualTo("Cel");
    JsonNode asked = cmms.post("/api/alarms/press-1/hot/acknowledge", "application/json", "{}");
    assertThat(asked.at("/pending/kind").asText()).isEqualTo("ACKNOWLEDGE");

    JsonNode acknowledged = awaitAlarm(up, cmms, "ACTIVE_ACKNOWLEDGED");

    assertThat(acknowledged.path("pending").isNull()).isTrue();
    assertThat(acknowledged.path("by").asText()).isEqualTo("admin@localhost");
  }

  /** Until the alarm is in that state; meanwhile the press goes on telling its temperature. */
  private JsonNode awaitAlarm(UpOnFreePorts up, RestClient cmms, String state) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              tellTemperature(up);
              return cmms.get("/api/alarms/press-1/hot").path("alarm");
            },
            alarm -> alarm.path("state").asText().equals(state));
  }

  private void tellTemperature(UpOnFreePorts up) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + up.ingestPort() + "/v1/plant/press-1/measurements"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"values\": {\"temp\": 71.5}}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }
}
