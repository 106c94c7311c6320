package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.report.Machine;
import io.millwright.benchmarks.report.ReportOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What both measurements of the monitoring are told. */
final class MonitoringOptions extends ReportOptions {
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

  @Option(names = "--seed", description = "Of the readings; 1 unless told otherwise.")
  long seed = 1;

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
}
