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

/** {@code millwright bench engine}: exit code 0 when all rows could be measured. */
@Command(
    name = "engine",
    description = {
      "Measures the analytics alone, on one thread and without Kafka,",
      "with 20 points a pump and the ready plan of pumps."
    },
    footer = "What the figures mean: docs/benchmarks.md",
    mixinStandardHelpOptions = true)
public final class EngineCommand implements Callable<Integer> {
  @Mixin MonitoringOptions options = new MonitoringOptions();

  @Option(names = "--seconds", description = "Measured time of each row.")
  @Nullable Double seconds;

  @Override
  public Integer call() throws Exception {
    List<String> skipped = new ArrayList<>();
    List<Shape> all = options.shapes();
    PrintWriter out = options.out();
    if (options.list) {
      all.forEach(shape -> out.println(shape.name()));
      return 0;
    }
    double measured = seconds != null ? seconds : options.quick ? 0.3 : 5;
    options.require(measured > 0 && measured <= 3_600, "--seconds must be 0 to 3600");
    List<Shape> shapes = MonitoringOptions.fitting(all, EngineBench::heapBytes, skipped);
    EngineBench bench =
        new EngineBench(shapes, options.repeat(options.quick ? 1 : 3), measured, options.seed);
    Machine machine = options.introduce();
    int[] done = new int[1];
    List<EngineResult> results =
        bench.run(
            (shape, figures) -> {
              out.printf(
                  Locale.ROOT,
                  "%2d/%d %-14s %,11.0f readings/s, %,11.0f per CPU second of its thread%n",
                  ++done[0],
                  bench.size(),
                  shape.name(),
                  figures.readingsPerSecond(),
                  1e6 / figures.microsPerReading());
              out.flush();
            });
    print(results, out);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("bench", bench);
    json.put("rows", results.stream().map(EngineResult::json).toList());
    return options.finish(EngineBench.goals(results), skipped, json);
  }

  static void print(List<EngineResult> results, PrintWriter out) {
    out.println();
    Table table =
        new Table(
            "row",
            "readings/s",
            "per CPU s, process",
            "per CPU s, thread",
            "(min-max)",
            "ns / reading",
            "bytes / reading",
            "collector %",
            "state kB",
            "stored kB");
    for (EngineResult result : results) {
      Spread perThread = result.readingsPerThreadSecond();
      table.add(
          result.shape().name(),
          text("%,.0f", result.readingsPerSecond().median()),
          text("%,.0f", result.readingsPerCpuSecond().median()),
          text("%,.0f", perThread.median()),
          text("%,.0f-%,.0f", perThread.min(), perThread.max()),
          text("%.0f", result.nanosPerReading().median()),
          text("%.0f", result.bytesPerReading().median()),
          text("%.1f", 100 * result.collectorShare().median()),
          text("%.1f", result.heapBytes() / 1e3),
          text("%.1f", result.storedBytes() / 1e3));
    }
    table.print(out);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
