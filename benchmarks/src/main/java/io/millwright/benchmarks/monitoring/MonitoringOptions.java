package io.millwright.benchmarks.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What both measurements of the monitoring are told. */
final class MonitoringOptions {
  private static final List<Integer> PUMPS = List.of(100, 10_000, 100_000);
  private static final List<Integer> FEW_PUMPS = List.of(20, 200);
  private static final int MOST_PUMPS = 1_000_000;

  @Option(names = "--quick", description = "Few pumps and little time: shows that it works.")
  boolean quick;

  @Option(
      names = "--pumps",
      split = ",",
      paramLabel = "N",
      description = "How many pumps there are, each a row; 100,10000,100000 unless told otherwise.")
  List<Integer> pumps = List.of();

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "NAME",
      description = "Only these rows, as in 100x60s,100x1sx10.")
  List<String> rows = List.of();

  @Option(names = "--list", description = "Print the names of the rows and measure nothing.")
  boolean list;

  @Option(names = "--repeat", paramLabel = "N", description = "Measure each row N times.")
  @Nullable Integer repeat;

  @Option(names = "--seed", description = "Of the readings; 1 unless told otherwise.")
  long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, as JSON.")
  @Nullable Path json;

  @Option(
      names = "--require-goals",
      description = "Exit with 1 when a goal is not met or was not measured.")
  boolean requireGoals;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  List<Shape> shapes() {
    List<Integer> numbers = !pumps.isEmpty() ? pumps : quick ? FEW_PUMPS : PUMPS;
    for (int number : numbers) {
      require(
          number >= 1 && number <= MOST_PUMPS,
          "--pumps must be 1 to " + MOST_PUMPS + ", but was " + number);
    }
    List<Shape> all = Shape.of(numbers.stream().mapToInt(Integer::intValue).toArray());
    for (String name : rows) {
      require(
          all.stream().anyMatch(shape -> shape.name().equals(name)),
          "there is no row '" + name + "': --list prints them");
    }
    return all.stream().filter(s -> rows.isEmpty() || rows.contains(s.name())).toList();
  }

  int repeat(int usual) {
    int number = repeat == null ? usual : repeat;
    require(number >= 1 && number <= 100, "--repeat must be 1 to 100, but was " + number);
    return number;
  }

  void require(boolean condition, String problem) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  Machine introduce() {
    Machine machine = Machine.here();
    out().println(machine);
    double load = Machine.loadAverage();
    out().printf("load average %.2f%n", load);
    if (load > machine.cores() / 4.0) {
      out().println("warning: this machine is not idle, so the figures will be too bad");
    }
    return machine;
  }

  /**
   * Those that this machine has the memory for; of the others it is said what they need.
   *
   * @param skipped gets a line for each of the others
   */
  static List<Shape> fitting(
      List<Shape> shapes, java.util.function.ToLongFunction<Shape> needed, List<String> skipped) {
    long available = Machine.availableBytes();
    List<Shape> fitting = new ArrayList<>();
    for (Shape shape : shapes) {
      long bytes = needed.applyAsLong(shape);
      if (bytes <= available) {
        fitting.add(shape);
      } else {
        skipped.add(
            "%s: skipped, it needs %.1f GB of free memory, and there are %.1f"
                .formatted(shape.name(), bytes / 1e9, available / 1e9));
      }
    }
    return fitting;
  }

  /** Prints the goals, writes the file, and gives the exit code. */
  int finish(List<Goal> goals, List<String> skipped, Map<String, Object> result)
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
