package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, with clients that nobody here wrote. */
class ForeignClientsIT {
  @TempDir Path directory;

  @Test
  void aReadingOfMosquittoPubAndOneOfCoapClientShowInTheSeries() throws Exception {
    String mosquittoPub = program("mosquitto_pub");
    String coapClient = program("coap-client-notls", "coap-client");
    UpOnFreePorts up = UpOnFreePorts.in(directory.resolve("data"));
    try (MillwrightProcess millwright = up.start()) {
      run(
          mosquittoPub,
          "-h",
          "127.0.0.1",
          "-p",
          Integer.toString(up.mqttPort()),
          "-q",
          "1",
          "-t",
          "millwright/v1/plant/pump-1/measurements",
          "-m",
          "{\"values\": {\"temp\": 71.5}}");
      run(
          coapClient,
          "-m",
          "post",
          "-t",
          "50",
          "-e",
          "{\"values\": {\"temp\": 72.5}}",
          "coap://127.0.0.1:" + up.coapPort() + "/v1/plant/pump-1/measurements");
      post("http://127.0.0.1:" + up.ingestPort() + "/v1/plant/pump-1/measurements");

      RestClient cmms = RestClient.administrator(up.httpPort(), up.data());
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () ->
                  assertThat(
                          cmms.get("/api/assets/pump-1/points/temp/series")
                              .findValuesAsText("value"))
                      .containsExactly("71.5", "72.5", "73.5"));
    }
  }

  private static void post(String url) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"values\": {\"temp\": 73.5}}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).as("neither client says anything when it succeeds").isBlank();
  }

  /**
   * The first of these programs on the PATH; CI installs them, elsewhere the test may be skipped.
   */
  private static String program(String... names) {
    List<String> found =
        Stream.of(names)
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
            .filter(File::canExecute)
            .map(File::getPath)
            .toList();
    String missing =
        String.join(" or ", names)
            + " is not there: install Debian's mosquitto-clients and libcoap3-bin";
    if (System.getenv("CI") != null) {
      assertThat(found).as(missing).isNotEmpty();
    }
    assumeTrue(!found.isEmpty(), missing);
    return found.get(0);
  }
}
