package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.models.plan.MonitoringPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code millwright plan} does without a CMMS. */
class PlanCommandTest {
  @TempDir Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void validateSaysEachFaultWithItsLineAndWhatWouldBeRight() throws Exception {
    Path good = write("good.yaml", MonitoringPlan.ready("fan").document());
    Path bad =
        write(
            "bad.yaml",
            MonitoringPlan.ready("fan")
                .document()
                .replace("version: 1", "version: one")
                .replace("kind: cusum", "kind: cumsum"));

    assertThat(run("plan", "validate", good.toString())).isZero();
    assertThat(out.toString()).contains("good.yaml: valid, fan version 1");
    assertThat(run("plan", "validate", good.toString(), bad.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("bad.yaml:6: version: must be a whole number from 1 to 1000000, but is 'one'")
        .contains("kind: must be one of static-limit,")
        .contains("but is 'cumsum'");
    assertThat(run("plan", "validate", "--json", bad.toString())).isEqualTo(1);
    JsonNode said = new ObjectMapper().readTree(out.toString());
    assertThat(said.path(0).path("valid").asBoolean(true)).isFalse();
    assertThat(said.path(0).path("faults").path(0).path("line").asInt()).isEqualTo(6);
  }

  @Test
  void aFileThatIsNotThereIsAUsageErrorThatSaysWhatThereIs() {
    assertThat(run("plan", "validate", folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file").contains("centrifugal-pump");
    assertThat(run("plan", "validate")).isEqualTo(2);
    assertThat(run("plan")).isEqualTo(2);
    assertThat(err.toString()).contains("which command? validate, diff");
  }

  @Test
  void diffSaysWhatIsDifferentAndOnDemandByItsExitCode() throws Exception {
    Path other =
        write(
            "other.yaml",
            MonitoringPlan.ready("fan").document().replace("alert: 1.6", "alert: 1.8"));

    assertThat(run("plan", "diff", "fan", "fan", "--exit-code")).isZero();
    assertThat(out.toString()).contains("nothing is different");
    assertThat(run("plan", "diff", "fan", other.toString())).isZero();
    assertThat(out.toString()).contains("~ detector filter-resists, alert: 1.6 -> 1.8");
    assertThat(run("plan", "diff", "fan", other.toString(), "--exit-code")).isEqualTo(1);
    assertThat(run("plan", "diff", "fan", other.toString(), "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).path("changes")).hasSize(1);
    assertThat(run("plan", "diff", "fan", write("bad.yaml", "id: x").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("bad.yaml:1: version: is missing");
  }

  @Test
  void listNamesTheReadyPlansAndShowGivesThem() throws Exception {
    assertThat(run("plan", "list")).isZero();
    assertThat(out.toString()).contains("centrifugal-pump").contains("20 measured points");
    assertThat(run("plan", "list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).findValuesAsText("name"))
        .isEqualTo(MonitoringPlan.readyNames());

    Path file = folder.resolve("gearbox.yaml");
    assertThat(run("plan", "show", "gearbox")).isZero();
    assertThat(out.toString()).isEqualTo(MonitoringPlan.ready("gearbox").document());
    assertThat(run("plan", "show", "gearbox", "--out", file.toString())).isZero();
    assertThat(Files.readString(file)).isEqualTo(MonitoringPlan.ready("gearbox").document());
    assertThat(run("plan", "show", "gearbox", "--out", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is there already");
    assertThat(run("plan", "show", "teapot")).isEqualTo(2);
    assertThat(err.toString()).contains("'teapot'").contains("gearbox");
  }

  @Test
  void whoReleasesMustSayWhereAndWho() throws Exception {
    Path token = write("token", "not.a.token");
    Path plan = write("fan.yaml", MonitoringPlan.ready("fan").document());
    String closed = "http://localhost:" + Ports.any();

    assertThat(run("plan", "release", plan.toString(), "--url", "here", "--user", "x"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--url 'here' must be like http://localhost:8080");
    assertThat(
            run(
                "plan",
                "shadow",
                plan.toString(),
                "--url",
                closed,
                "--token-file",
                token.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("nobody answers at " + closed);
    assertThat(run("plan", "rollback", "--url", closed)).isEqualTo(2);
    assertThat(err.toString()).contains("--class");
    assertThat(run("plan", "release", write("bad.yaml", "id: x").toString())).isEqualTo(1);
    assertThat(run("plan", "release", plan.toString(), "--token", "secret")).isEqualTo(2);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
