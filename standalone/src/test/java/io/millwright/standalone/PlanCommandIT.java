package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.models.plan.MonitoringPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code millwright plan} against a Millwright that runs. */
class PlanCommandIT {
  @TempDir Path directory;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void releasesShadowsAndRollsBack() throws Exception {
    UpOnFreePorts up = UpOnFreePorts.shared();
    Path first = Files.writeString(directory.resolve("1.yaml"), plan(1));
    Path second = Files.writeString(directory.resolve("2.yaml"), plan(2));

    String url = "http://localhost:" + up.httpPort();
    Path token = Files.writeString(directory.resolve("token"), signIn(url, up.data()));

    assertThat(run(url, token, "release", first.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("fan version 1 is in force for 0 assets of class fan.");
    assertThat(run(url, token, "shadow", second.toString())).isZero();
    assertThat(out.toString()).contains("fan version 2 runs in shadow for 0 assets");
    assertThat(run(url, token, "list", "--released")).isZero();
    assertThat(out.toString()).contains("in force").contains("in shadow");
    assertThat(run(url, token, "end-shadow", "--class", "fan")).isZero();
    assertThat(run(url, token, "end-shadow", "--class", "fan")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no shadow of class 'fan'");
    assertThat(run(url, token, "rollback", "--class", "fan")).isEqualTo(1);
    assertThat(err.toString()).contains("no other plan was in force");
    assertThat(run(url, token, "release", second.toString())).isZero();
    assertThat(run(url, token, "rollback", "--class", "fan")).isZero();
    assertThat(out.toString()).contains("fan version 1 is in force again");
    assertThat(run(url, token, "rollback", "--class", "fan", "--to", "2", "--json")).isZero();
    assertThat(out.toString()).contains("\"version\" : 2");
    Files.writeString(first, plan(1) + "# changed\n");
    assertThat(run(url, token, "release", first.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("raise its version");
    Files.writeString(token, "nonsense");
    assertThat(run(url, token, "release", first.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("sign in again");
  }

  private static String plan(int version) {
    return MonitoringPlan.ready("fan").document().replace("version: 1", "version: " + version);
  }

  private static String signIn(String url, Path data) throws Exception {
    String password = Files.readString(data.resolve("secrets/admin-password")).strip();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "/api/login"))
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            new com.fasterxml.jackson.databind.ObjectMapper()
                                .createObjectNode()
                                .put("username", "admin@localhost")
                                .put("password", password)
                                .toString()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonNode answer = new com.fasterxml.jackson.databind.ObjectMapper().readTree(response.body());
    return answer.path("access_token").asText();
  }

  private int run(String url, Path token, String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 5];
    all[0] = "plan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--url";
    all[arguments.length + 2] = url;
    all[arguments.length + 3] = "--token-file";
    all[arguments.length + 4] = token.toString();
    return commandLine.execute(all);
  }
}
