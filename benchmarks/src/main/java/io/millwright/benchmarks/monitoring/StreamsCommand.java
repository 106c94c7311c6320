package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.report.Machine;
import io.millwright.benchmarks.report.Spread;
import io.millwright.benchmarks.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millwright bench streams}: exit code 0 when all rows could be measured. */
@Command(
    name = "streams",
    description = {
      "Measures the whole condition monitoring from Kafka to Kafka, with 20 points a pump and the",
      "ready plan of pumps, beside an empty topology that reads and writes the same."
    },
    footer = "What the figures mean: docs/benchmarks.md",
    mixinStandardHelpOptions = true)
public final class StreamsCommand implements Callable<Integer> {
  private static final long RECORDS = 300_000;
  private static final long FEW_RECORDS = 2_000;

  private static final double WARM_UP = 0.4;

  @Mixin MonitoringOptions options = new MonitoringOptions();

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Records of a row, warm-up included; each pump sends two at least.")
  @Nullable Long records;

  @Option(
      names = "--commit-interval",
      paramLabel = "MS",
      description = "Milliseconds between commits; ${DEFAULT-VALUE} unless told otherwise.")
  long commitMillis = 1_000;

  @Override
  public Integer call() throws Exception {
    List<String> skipped = new ArrayList<>();
    List<Shape> all = options.shapes();
    PrintWriter out = options.out();
    if (options.list) {
      all.forEach(shape -> out.println(shape.name()));
      return 0;
    }
    long number = records != null ? records : options.quick ? FEW_RECORDS : RECORDS;
    options.require(number > 0, "--records must be 1 or more");
    options.require(
        commitMillis >= 10 && commitMillis <= 5_000, "--commit-interval must be 10 to 5000");
    List<Shape> shapes = MonitoringOptions.fitting(all, StreamsBench::neededBytes, skipped);
    int repeat = options.repeat(options.quick ? 1 : 3);
    StreamsBench bench =
        new StreamsBench(
            shapes, repeat, number, options.quick ? 0 : WARM_UP, commitMillis, options.seed);
    Machine machine = options.introduce();
    int[] done = new int[1];
    List<StreamsResult> results =
        bench.run(
            (shape, reader, figures) -> {
              out.printf(
                  "%2d/%d %-14s %-12s %s%n",
                  ++done[0], bench.size(), shape.name(), name(reader), line(figures));
              out.flush();
            });
    print(results, out);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("bench", bench);
    json.put("rows", results.stream().map(StreamsResult::json).toList());
    int code = options.finish(StreamsBench.goals(results), skipped, json);
    boolean worked =
        results.stream()
            .allMatch(
                result ->
                    result.topology().stream().allMatch(StreamsFigures::worked)
                        && result.empty().stream().allMatch(StreamsFigures::worked));
    return worked ? code : 1;
  }

  private static String line(StreamsFigures figures) {
    return figures.worked()
        ? text(
            "%,11.0f readings/s, %,11.0f per CPU second",
            figures.readingsPerSecond(), figures.readingsPerCpuSecond())
        : "FAILED: " + figures.problem();
  }

  private static String name(Reader reader) {
    return reader == Reader.TOPOLOGY ? "topology" : "pass-through";
  }

  static void print(List<StreamsResult> results, PrintWriter out) {
    out.println();
    Table table =
        new Table(
            "row",
            "readings/s",
            "per CPU s",
            "(min-max)",
            "of empty",
            "ns / reading",
            "Kafka ns / reading",
            "commit ms",
            "longest ms",
            "heap MB",
            "RSS MB",
            "state kB");
    for (StreamsResult result : results) {
      for (Reader reader : Reader.values()) {
        Spread perCpu = result.spread(reader, StreamsFigures::readingsPerCpuSecond);
        boolean topology = reader == Reader.TOPOLOGY;
        table.add(
            result.shape().name() + " " + name(reader),
            text("%,.0f", result.spread(reader, StreamsFigures::readingsPerSecond).median()),
            text("%,.0f", perCpu.median()),
            text("%,.0f-%,.0f", perCpu.min(), perCpu.max()),
            topology ? text("%.2f", result.share().median()) : "1",
            text("%.0f", result.spread(reader, StreamsFigures::nanosPerReading).median()),
            text("%.0f", result.spread(reader, StreamsFigures::kafkaNanosPerReading).median()),
            text("%.0f", result.spread(reader, StreamsFigures::commitMillis).median()),
            text("%.0f", result.spread(reader, StreamsFigures::longestCommitMillis).median()),
            text("%.0f", result.spread(reader, StreamsFigures::heapBytes).median() / 1e6),
            text("%.0f", result.spread(reader, StreamsFigures::residentBytes).median() / 1e6),
            topology ? text("%.1f", result.heapBytesPerPump() / 1e3) : "-");
      }
    }
    table.print(out);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
