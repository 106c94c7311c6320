package io.millwright.benchmarks.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millwright bench gateway}: exit code 0 when all rows could be measured. */
@Command(
    name = "gateway",
    description = {
      "Measures the edge gateway from device sockets to Kafka's acknowledgement,",
      "beside the bare Kafka producer and a route of Apache Camel."
    },
    footer = "What the figures mean: docs/benchmarks.md",
    mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "Few rows, once each: a few minutes.")
  boolean quick;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "NAME",
      description = "Only these of all rows; * stands for anything, as in endpoint-*x20.")
  List<String> rows = List.of();

  @Option(names = "--list", description = "Print the names of the rows and measure nothing.")
  boolean list;

  @Option(names = "--repeat", paramLabel = "N", description = "Measure each row N times.")
  @Nullable Integer repeat;

  @Option(names = "--seconds", description = "Measured time of each row.")
  @Nullable Double seconds;

  @Option(
      names = "--warm-up-messages",
      paramLabel = "N",
      description = "Messages before it at least; a tenth of it through a broker.")
  @Nullable Long warmUpMessages;

  @Option(names = "--rate", description = "Messages a second of the paced row.")
  @Nullable Double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Messages of a connection that wait for their PUBACK at most, at full speed.")
  int window;

  @Option(names = "--mqtt5", description = "The devices speak MQTT 5 instead of 3.1.1.")
  boolean mqtt5;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the gateway, as in docs/connect-devices.md; may be repeated.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, as JSON.")
  @Nullable Path json;

  @Option(
      names = "--require-goals",
      description = "Exit with 1 when a goal is not met or was not measured.")
  boolean requireGoals;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Plan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      plan.rows().forEach(row -> out.println(row.name()));
      return 0;
    }
    Machine machine = Machine.here();
    out.println(machine);
    double loadAverage = Machine.loadAverage();
    out.printf("load average %.2f%n", loadAverage);
    if (loadAverage > machine.cores() / 4.0) {
      out.println("warning: this machine is not idle, so the figures will be too bad");
    }
    AtomicInteger done = new AtomicInteger();
    GatewayBench[] bench = new GatewayBench[1];
    bench[0] =
        new GatewayBench(
            plan,
            result -> {
              out.printf(
                  "%2d/%d %s%n", done.incrementAndGet(), bench[0].size(), Report.line(result));
              out.flush();
            });
    List<RowSummary> summaries = bench[0].run();
    Report report = new Report(machine, plan, summaries);
    report.print(out);
    if (json != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.json());
    }
    boolean worked = summaries.stream().allMatch(RowSummary::worked);
    boolean goalsMet = report.goals().stream().allMatch(goal -> goal.verdict() == Goal.Verdict.MET);
    if (!requireGoals) {
      out.println("(Goals that are not met do not change the exit code without --require-goals.)");
    }
    return worked && (goalsMet || !requireGoals) ? 0 : 1;
  }

  private Plan plan() {
    Effort base = quick ? Effort.QUICK : Effort.COMPLETE;
    require(repeat == null || repeat >= 1 && repeat <= 100, "--repeat must be 1 to 100");
    require(seconds == null || seconds > 0 && seconds <= 3_600, "--seconds must be 0 to 3600");
    require(rate == null || rate >= 1 && rate <= 10_000_000, "--rate must be 1 to 10000000");
    require(window >= 0 && window <= 32_768, "--window must be 1 to 32768");
    Effort effort =
        new Effort(
            repeat == null ? base.repeat() : repeat,
            seconds == null ? base.measuredSeconds() : seconds,
            warmUpMessages == null ? base.warmUpMessages() : warmUpMessages,
            base.warmUpSeconds(),
            rate == null ? base.rate() : rate);
    return new Plan(chosenRows(), effort, mqtt5 ? 5 : 4, window, settings);
  }

  private List<Row> chosenRows() {
    if (rows.isEmpty()) {
      return quick ? Row.quick() : Row.complete();
    }
    for (String pattern : rows) {
      require(
          Row.complete().stream().anyMatch(row -> matches(row, pattern)),
          "there is no row '" + pattern + "': --list prints them");
    }
    return Row.complete().stream()
        .filter(row -> rows.stream().anyMatch(pattern -> matches(row, pattern)))
        .toList();
  }

  private static boolean matches(Row row, String pattern) {
    String[] parts = pattern.split("\\*", -1);
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      expression.append(i == 0 ? "" : ".*").append(java.util.regex.Pattern.quote(parts[i]));
    }
    return row.name().matches(expression.toString());
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }
}
