package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void anUnknownOptionIsAUsageErrorThatNamesIt() {
    assertThat(run("demo", "--sped", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--sped");
  }

  @Test
  void aSpeedThatCannotBeIsAUsageErrorWithItsValueAndWhatWouldBeRight() {
    assertThat(run("demo", "--speed", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--speed").contains("-1").contains("more than 0");
  }

  @Test
  void moreEnginesThanThereAreIsAUsageError() {
    assertThat(run("demo", "--engines", "41")).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 40").contains("41");
  }

  @Test
  void aPortInUseIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              run(
                  "up",
                  "--data",
                  folder.toString(),
                  "--http-port",
                  Integer.toString(taken.getLocalPort())))
          .isEqualTo(2);
      assertThat(err.toString())
          .contains("HTTP port " + taken.getLocalPort())
          .contains("--http-port");
    }
  }

  @Test
  void anOrganizationThatIsNoTenantIsRefused() {
    assertThat(run("up", "--data", folder.toString(), "--organization", "My Plant")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--organization")
        .contains("'My Plant'")
        .contains("a-z 0-9 -");
  }

  @Test
  void theDoctorNamesEverythingItLookedAt() throws Exception {
    int exit = run("doctor", "--data", folder.toString(), "--json");
    JsonNode checks = new ObjectMapper().readTree(out.toString());

    assertThat(checks.findValuesAsText("subject"))
        .contains(
            "Java",
            "Maven",
            "Node",
            "memory",
            "disk",
            "HTTP port",
            "MQTT port",
            "CoAP port",
            "port for readings over HTTP",
            "container engine",
            "TimescaleDB");
    boolean missing = checks.findValuesAsText("verdict").contains("MISSING");
    assertThat(exit).isEqualTo(missing ? 1 : 0);
    for (JsonNode check : checks) {
      assertThat(check.path("verdict").asText().equals("OK"))
          .as(check.toString())
          .isEqualTo(check.path("remedy").asText().isEmpty());
    }
  }

  @Test
  void theDoctorSaysNoWhenADatabaseDoesNotAnswer() throws Exception {
    int closed = Ports.any();
    int exit =
        run(
            "doctor",
            "--data",
            folder.toString(),
            "--database",
            "jdbc:postgresql://127.0.0.1:" + closed + "/none");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString()).contains("MISSING  TimescaleDB").contains("check the address");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
