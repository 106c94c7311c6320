package io.millwright.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How measurements are repeated, told and judged; a mixin of their commands. */
public abstract class ReportOptions {
  @Option(names = "--repeat", paramLabel = "N", description = "Measure each row N times.")
  @Nullable Integer repeat;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, as JSON.")
  @Nullable Path json;

  @Option(
      names = "--require-goals",
      description = "Exit with 1 when a goal is not met or was not measured.")
  boolean requireGoals;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  /** How often each row is measured. */
  public int repeat(int usual) {
    int number = repeat == null ? usual : repeat;
    require(number >= 1 && number <= 100, "--repeat must be 1 to 100, but was " + number);
    return number;
  }

  /**
   * Checks what was given.
   *
   * @throws ParameterException saying the problem, unless the condition holds
   */
  public void require(boolean condition, String problem) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints the machine, and whether it is idle. */
  public Machine introduce() {
    Machine machine = Machine.here();
    out().println(machine);
    double load = Machine.loadAverage();
    out().printf("load average %.2f%n", load);
    if (load > machine.cores() / 4.0) {
      out().println("warning: this machine is not idle, so the figures will be too bad");
    }
    return machine;
  }

  /** Prints the goals, writes the file, and gives the exit code. */
  public int finish(List<Goal> goals, List<String> skipped, Map<String, Object> result)
      throws IOException {
    PrintWriter out = out();
    out.println();
    skipped.forEach(out::println);
    goals.forEach(goal -> out.println(goal.line()));
    result.put("skipped", skipped);
    result.put("goals", goals);
    if (json != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), result);
    }
    boolean met = goals.stream().allMatch(goal -> goal.verdict() == Goal.Verdict.MET);
    if (!requireGoals) {
      out.println("(Goals that are not met do not change the exit code without --require-goals.)");
    }
    return met || !requireGoals ? 0 : 1;
  }
}
