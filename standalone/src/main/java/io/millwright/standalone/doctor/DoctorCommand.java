package io.millwright.standalone.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code millwright doctor}: exit code 0 when Millwright can run here, 1 when something it needs is
 * missing.
 */
@Command(
    name = "doctor",
    description = "Checks this machine and says what to do about what is missing.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      description = "Where the data would be (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--database",
      description =
          "JDBC address of a database of your own to look at, with user and password in it: TimescaleDB, and what is stored there.")
  String database = "";

  @Option(
      names = "--historian",
      description =
          "Address of a running historian, such as http://localhost:8082, to see how far it is.")
  String historian = "";

  @Option(names = "--json", description = "Print the findings as JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Check> checks = new Machine(data, database, historian).checks();
    PrintWriter out = spec.commandLine().getOut();
    boolean canRun = checks.stream().noneMatch(check -> check.verdict() == Check.Verdict.MISSING);
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(checks));
    } else {
      for (Check check : checks) {
        String mark =
            switch (check.verdict()) {
              case OK -> "ok     ";
              case LIMITED -> "limited";
              case MISSING -> "MISSING";
            };
        out.printf("%s  %-17s %s%n", mark, check.subject(), check.found());
        if (!check.remedy().isEmpty()) {
          out.printf("%28s-> %s%n", "", check.remedy());
        }
      }
      out.println(
          canRun
              ? "Millwright can run here."
              : "Millwright cannot run here yet: see MISSING above.");
    }
    out.flush();
    return canRun ? 0 : 1;
  }
}
