package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * From a reading to an alarm in the CMMS, and from a person back to the monitoring; and all of that
 * from a backup.
 */
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

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong told = new AtomicLong();
  private double temperature = 71.5;
  private StringWriter err = new StringWriter();

  @Test
  void anAlarmIsRaisedAcknowledgedAndConfirmedAndIsThereAgainAfterARestore() throws Exception {
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

    String backup = directory.resolve("plant.backup").toString();
    assertThat(run("backup", "--data", up.data().toString(), backup)).as(err.toString()).isZero();
    assertThat(run("backup", "--data", up.data().toString(), backup)).isEqualTo(2);
    assertThat(err.toString()).contains("is there already");
    assertThat(run("restore", "--data", up.data().toString(), backup)).isEqualTo(2);
    assertThat(err.toString()).contains("holds a Millwright already");
    drill(directory.resolve("plant.backup"));
  }

  /** In another folder: what was there is there, and what is told from now on goes on from it. */
  private void drill(Path backup) throws Exception {
    UpOnFreePorts again = UpOnFreePorts.in(directory.resolve("restored"));
    for (double place : new double[] {0.02, 0.5}) {
      Path damaged =
          Files.copy(
              backup, directory.resolve("damaged.backup"), StandardCopyOption.REPLACE_EXISTING);
      damage(damaged, place);
      assertThat(run("restore", "--data", again.data().toString(), damaged.toString()))
          .as("damaged at " + place)
          .isEqualTo(2);
      assertThat(err.toString()).contains("is damaged at");
      assertThat(again.data()).doesNotExist();
    }

    assertThat(run("restore", "--data", again.data().toString(), backup.toString()))
        .as(err.toString())
        .isZero();
    try (MillwrightProcess millwright = again.start()) {
      RestClient cmms = RestClient.administrator(again.httpPort(), again.data());
      assertThat(cmms.get("/api/alarms/press-1/hot").at("/alarm/state").asText())
          .isEqualTo("ACTIVE_ACKNOWLEDGED");
      // Of before the backup: those that the historian had not written yet come out of Kafka.
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(readings(cmms)).isEqualTo(told.get()));
      // The monitoring knows that its alarm is on, so that it can tell its end.
      temperature = 20;
      awaitAlarm(again, cmms, "NORMAL");
      assertThat(millwright.isAlive()).isTrue();
    }
  }

  /** Some bytes: a single one may be of those that no reader of ZIP files looks at. */
  private static void damage(Path file, double place) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] some = new byte[200];
      long offset = (long) ((bytes.length() - some.length) * place);
      bytes.seek(offset);
      bytes.readFully(some);
      for (int i = 0; i < some.length; i++) {
        some[i] ^= 1;
      }
      bytes.seek(offset);
      bytes.write(some);
    }
  }

  private static long readings(RestClient cmms) throws Exception {
    return cmms.get("/api/assets/press-1/points/temp/series?maxPoints=5000").path("samples").size();
  }

  private int run(String... arguments) {
    err = new StringWriter();
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(new StringWriter(), true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
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
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"values\": {\"temp\": " + temperature + "}}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    told.incrementAndGet();
  }
}
