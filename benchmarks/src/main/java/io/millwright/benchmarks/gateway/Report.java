package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Machine;
import io.millwright.benchmarks.report.Spread;
import io.millwright.benchmarks.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result, for people and for programs. */
final class Report {
  private final Machine machine;
  private final Plan plan;
  private final List<RowSummary> summaries;
  private final List<Goal> goals;

  Report(Machine machine, Plan plan, List<RowSummary> summaries) {
    this.machine = machine;
    this.plan = plan;
    this.summaries = summaries;
    this.goals = GatewayGoals.of(summaries, plan.effort().rate());
  }

  List<Goal> goals() {
    return goals;
  }

  /** One measurement on one line. */
  static String line(RowResult result) {
    if (result.problem() != null) {
      return "%-24s FAILED: %s".formatted(result.row().name(), result.problem());
    }
    String latency =
        Double.isNaN(result.latency().p99()) ? "" : text(", p99 %.1f ms", result.latency().p99());
    return text(
            "%-24s %,9.0f messages/s, %.2f CPU s per million%s",
            result.row().name(),
            result.messagesPerSecond(),
            result.cpuSecondsPerMillionMessages(),
            latency)
        + warnings(result);
  }

  private static String warnings(RowResult result) {
    List<String> warnings = new ArrayList<>();
    if (!result.steady()) {
      warnings.add("not steady after the warm-up");
    }
    if (result.otherCores() > Machine.DISTURBING_CORES) {
      warnings.add(text("other programs used %.1f cores meanwhile", result.otherCores()));
    }
    return warnings.isEmpty() ? "" : "  (" + String.join("; ", warnings) + ")";
  }

  void print(PrintWriter out) {
    out.println();
    Table table =
        new Table(
            "row",
            "messages/s",
            "readings/s",
            "CPU s / M messages",
            "(min-max)",
            "CPU s / M readings",
            "MB / M messages",
            "MB / M readings",
            "p50 ms",
            "p99 ms",
            "max ms",
            "of bare",
            "of Camel",
            "heap MB",
            "broker CPU s / M",
            "load",
            "other cores");
    for (RowSummary summary : summaries) {
      table.add(cells(summary));
    }
    table.print(out);
    for (Row row : plan.rows()) {
      String obstacle = GatewayBench.obstacle(row);
      if (!obstacle.isEmpty()) {
        out.println(row.name() + ": skipped, " + obstacle);
      }
    }
    for (RowSummary summary : summaries) {
      summary.problems().forEach(p -> out.println(summary.row().name() + ": FAILED, " + p));
    }
    out.println();
    for (Goal goal : goals) {
      out.println(goal.line());
    }
    if (summaries.stream().anyMatch(s -> s.otherCores().max() > Machine.DISTURBING_CORES)) {
      out.println();
      out.println(
          "Other programs used this machine meanwhile: take none of these figures for the gateway's.");
    }
  }

  private String[] cells(RowSummary summary) {
    int values = summary.row().values();
    Spread cpu = summary.cpuSecondsPerMillionMessages();
    boolean broker = summary.row().system().needsBroker();
    return new String[] {
      summary.row().name(),
      number("%,.0f", summary.messagesPerSecond().median()),
      number("%,.0f", summary.messagesPerSecond().median() * values),
      number("%.2f", cpu.median()),
      Double.isNaN(cpu.median()) ? "-" : text("%.2f-%.2f", cpu.min(), cpu.max()),
      number("%.3f", cpu.median() / values),
      number("%,.0f", summary.bytesPerMessage().median()),
      number("%,.1f", summary.bytesPerMessage().median() / values),
      number("%.1f", summary.p50().median()),
      number("%.1f", summary.p99().median()),
      number("%.0f", summary.longest().median()),
      number("%.2f", GatewayGoals.ratio(summaries, summary.row(), Row.System.PRODUCER)),
      number("%.1f", GatewayGoals.ratio(summaries, summary.row(), Row.System.CAMEL)),
      number("%.0f", summary.heapBytes().median() / 1e6),
      broker ? number("%.1f", summary.brokerCpuSecondsPerMillionMessages().median()) : "-",
      number("%.1f", summary.loadAverage().median()),
      number("%.1f", summary.otherCores().median())
    };
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? text(format, value) : "-";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The whole result; a figure that does not exist is null. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("jvmOptions", RowMeasurement.JVM_OPTIONS);
    json.put("effort", plan.effort());
    json.put("mqtt", plan.mqttVersion() == 5 ? "5" : "3.1.1");
    json.put("gatewaySettings", plan.gatewaySettings());
    json.put("rows", summaries.stream().map(this::json).toList());
    json.put("goals", goals);
    return json;
  }

  private Map<String, Object> json(RowSummary summary) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", summary.row().name());
    json.put("row", summary.row());
    json.put("window", plan.window(summary.row()));
    json.put("messagesPerSecond", summary.messagesPerSecond().json());
    json.put("cpuSecondsPerMillionMessages", summary.cpuSecondsPerMillionMessages().json());
    json.put("allocatedBytesPerMessage", summary.bytesPerMessage().json());
    json.put("pubackP50Millis", summary.p50().json());
    json.put("pubackP99Millis", summary.p99().json());
    json.put("pubackMaxMillis", summary.longest().json());
    json.put("heapBytesAfterCollection", summary.heapBytes().json());
    json.put("loadAverage", summary.loadAverage().json());
    json.put("otherCores", summary.otherCores().json());
    json.put(
        "ratioToProducer",
        Spread.finite(GatewayGoals.ratio(summaries, summary.row(), Row.System.PRODUCER)));
    json.put(
        "ratioToCamel",
        Spread.finite(GatewayGoals.ratio(summaries, summary.row(), Row.System.CAMEL)));
    json.put(
        "runs",
        summary.results().stream()
            .map(
                result -> {
                  Map<String, Object> run = new LinkedHashMap<>();
                  run.put("problem", result.problem());
                  run.put("steady", result.steady());
                  run.put("sent", result.sent());
                  run.put("readingsInKafka", result.readingsInKafka());
                  run.put("measuredMessages", result.messages());
                  run.put("measuredSeconds", Spread.finite(result.seconds()));
                  run.put("cpuNanos", result.used().cpuNanos());
                  run.put("allocatedBytes", result.used().allocatedBytes());
                  run.put("brokerCpuNanos", result.brokerCpuNanos());
                  run.put("pubackP99Millis", Spread.finite(result.latency().p99()));
                  run.put("loadAverage", Spread.finite(result.loadAverage()));
                  run.put("otherCores", Spread.finite(result.otherCores()));
                  return run;
                })
            .toList());
    return json;
  }
}
