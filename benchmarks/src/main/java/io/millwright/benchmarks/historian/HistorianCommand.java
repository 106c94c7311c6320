package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.process.Workspace;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Machine;
import io.millwright.benchmarks.report.ReportOptions;
import io.millwright.benchmarks.report.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code millwright bench historian}: exit code 0 when all rows could be measured. */
@Command(
    name = "historian",
    description = {
      "Measures the historian from Kafka to committed rows, beside COPY of the same rows into the",
      "same table; and the answers of the API on a year of a plant."
    },
    footer = "What the figures mean: docs/benchmarks.md",
    mixinStandardHelpOptions = true)
public final class HistorianCommand implements Callable<Integer> {
  private static final long READINGS = 4_000_000;
  private static final long FEW_READINGS = 300_000;
  private static final double WARM_UP = 0.25;
  private static final List<Long> ROWS = List.of(1_000_000L, 10_000_000L);
  private static final List<Long> FEW_ROWS = List.of(500_000L);
  private static final long MOST = 2_000_000_000L;

  /** What is measured. */
  enum Part {
    WRITE,
    READ
  }

  /** Repetition and seed are of writing, and of the points that are asked for. */
  static final class Options extends ReportOptions {}

  @Mixin Options options = new Options();

  @Option(names = "--quick", description = "Few rows: shows that it works.")
  boolean quick;

  @Option(names = "--only", paramLabel = "PART", description = "write or read: measures only that.")
  @Nullable Part only;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Readings that are written in a measurement, warm-up included.")
  @Nullable Long readings;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "N",
      description =
          "Sizes of the history that is asked, in rising order; 1000000,10000000 unless told"
              + " otherwise.")
  List<Long> rows = List.of();

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description =
          "Put the databases there and leave them: a history of the same size is not made again.")
  @Nullable Path keep;

  @Option(
      names = "--seed",
      description = "Of the points that are asked for; 1 unless told otherwise.")
  long seed = 1;

  @Override
  public Integer call() throws Exception {
    long number = readings != null ? readings : quick ? FEW_READINGS : READINGS;
    options.require(number >= 100_000 && number <= MOST, "--readings must be 100000 to " + MOST);
    List<Long> sizes = !rows.isEmpty() ? rows : quick ? FEW_ROWS : ROWS;
    for (int i = 0; i < sizes.size(); i++) {
      options.require(
          sizes.get(i) >= 100_000 && sizes.get(i) <= MOST, "--rows must be 100000 to " + MOST);
      options.require(
          i == 0 || sizes.get(i) > sizes.get(i - 1),
          "--rows must be in rising order, as in 1000000,10000000");
    }
    WriteBench write =
        new WriteBench(WriteShape.ALL, options.repeat(quick ? 1 : 3), number, WARM_UP);
    ReadBench read = new ReadBench(sizes.stream().map(History::new).toList(), seed);
    Machine machine = options.introduce();
    PrintWriter out = options.out();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    List<Goal> goals = new ArrayList<>();
    boolean worked = true;
    try (Workspace workspace = new Workspace()) {
      Path folder = keep != null ? keep.toAbsolutePath() : workspace.folder();
      if (only != Part.READ) {
        List<WriteResult> results = write(write, folder, out);
        printWrite(results, out);
        json.put("write", results.stream().map(WriteResult::json).toList());
        goals.addAll(WriteBench.goals(results));
        worked = results.stream().allMatch(WriteResult::worked);
      }
      if (only != Part.WRITE) {
        List<ReadResult> results =
            read.run(
                folder,
                line -> {
                  out.println(line);
                  out.flush();
                });
        printRead(results, out);
        json.put("read", results.stream().map(ReadResult::json).toList());
        goals.addAll(ReadBench.goals(results));
      }
    }
    int code = options.finish(goals, List.of(), json);
    return worked ? code : 1;
  }

  private static List<WriteResult> write(WriteBench bench, Path folder, PrintWriter out)
      throws Exception {
    int[] done = new int[1];
    return bench.run(
        folder,
        (shape, writer, figures) -> {
          out.printf(
              Locale.ROOT,
              "%2d/%d %-10s %-13s %s%n",
              ++done[0],
              bench.size(),
              shape.name(),
              writer.title,
              figures.worked()
                  ? String.format(Locale.ROOT, "%,11.0f rows/s", figures.rowsPerSecond())
                  : "FAILED: " + figures.problem());
          out.flush();
        });
  }

  static void printWrite(List<WriteResult> results, PrintWriter out) {
    out.println();
    Table table =
        new Table(
            "shape",
            "rows/s",
            "(min-max)",
            "of COPY",
            "WAL B/row",
            "table B/row",
            "rows/transaction",
            "in transactions %",
            "rolling %",
            "CPU s/M rows",
            "marks/M rows",
            "marks s/M rows");
    for (WriteResult result : results) {
      for (Writer writer : Writer.values()) {
        var rate = result.spread(writer, WriteFigures::rowsPerSecond);
        double rows = result.spread(writer, WriteFigures::rows).median();
        double seconds = result.spread(writer, it -> it.seconds()).median();
        double all = rows / (1 - WARM_UP);
        table.add(
            result.shape().name() + " " + writer.title,
            text("%,.0f", rate.median()),
            text("%,.0f", rate.min()) + "-" + text("%,.0f", rate.max()),
            writer == Writer.COPY ? "1" : text("%.2f", result.share(writer).median()),
            text("%.0f", result.spread(writer, WriteFigures::walBytesPerRow).median()),
            text("%.0f", result.spread(writer, WriteFigures::tableBytes).median()),
            text("%,.0f", rows / result.detail(writer, WriteFigures.Detail::transactions).median()),
            text(
                "%.0f",
                100
                    * result.detail(writer, WriteFigures.Detail::writingSeconds).median()
                    / seconds),
            text(
                "%.0f",
                100
                    * result.detail(writer, WriteFigures.Detail::rollingSeconds).median()
                    / seconds),
            text(
                "%.2f",
                1e6 * result.detail(writer, WriteFigures.Detail::cpuSeconds).median() / rows),
            writer == Writer.WRITING_ALONE
                ? text(
                    "%,.0f", 1e6 * result.detail(writer, it -> (double) it.marks()).median() / all)
                : "-",
            text("%.3f", 1e6 * result.detail(writer, it -> it.marksSeconds()).median() / all));
      }
    }
    table.print(out);
  }

  static void printRead(List<ReadResult> results, PrintWriter out) {
    out.println();
    Table table =
        new Table(
            "rows",
            "database GB",
            "asked",
            "p50 ms",
            "p99 ms",
            "max ms",
            "database CPU ms",
            "API CPU ms",
            "p50 grew");
    ReadResult smallest = results.get(0);
    for (ReadResult result : results) {
      for (Query query : Query.values()) {
        ReadResult.Answers answers = result.of(query);
        table.add(
            text("%,.0f", result.rows()),
            text("%.1f", result.databaseBytes() / 1e9),
            query.title,
            text("%.1f", answers.latency().p50()),
            text("%.1f", answers.latency().p99()),
            text("%.1f", answers.latency().max()),
            text("%.1f", answers.databaseCpuMillis()),
            text("%.1f", answers.apiCpuMillis()),
            result.equals(smallest)
                ? "-"
                : Goal.times(answers.latency().p50() / smallest.of(query).latency().p50()));
      }
    }
    table.print(out);
  }

  /** A figure that there is not is a dash. */
  private static String text(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
