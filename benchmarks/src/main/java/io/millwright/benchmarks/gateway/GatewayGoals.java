package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.report.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is demanded of the gateway. */
final class GatewayGoals {
  private static final double CAMEL_ENDPOINT = 12;
  private static final double CAMEL_LINK = 1.3;
  private static final double PACED_P99_MILLIS = 50;
  private static final double IDLE_HEAP_MEGABYTES = 400;

  /** A paced run that reached less of its rate was limited by the machine. */
  private static final double REACHED = 0.98;

  private GatewayGoals() {}

  /** All goals of the gateway against a result. */
  static List<Goal> of(List<RowSummary> summaries, double rate) {
    List<Goal> goals = new ArrayList<>();
    for (Row row : Row.complete()) {
      if (row.pace() == Row.Pace.FULL_SPEED && row.system() == Row.System.ENDPOINT) {
        double limit = row.values() == 1 ? 0.5 : 0.8;
        goals.add(ratio(summaries, row, Row.System.PRODUCER, limit));
        if (row.connections() == 100) {
          goals.add(ratio(summaries, row, Row.System.CAMEL, CAMEL_ENDPOINT));
        }
      }
      if (row.system() == Row.System.LINK) {
        goals.add(ratio(summaries, row, Row.System.CAMEL, CAMEL_LINK));
      }
      if (row.pace() == Row.Pace.PACED) {
        goals.add(paced(summaries, row, rate));
      }
      if (row.pace() == Row.Pace.IDLE) {
        goals.add(idle(summaries, row));
      }
    }
    return goals;
  }

  /** Messages per CPU second of a row as a multiple of the other system's; NaN = not measured. */
  static double ratio(List<RowSummary> summaries, Row row, Row.System other) {
    return find(summaries, row).messagesPerCpuSecond()
        / find(summaries, row.of(other)).messagesPerCpuSecond();
  }

  private static RowSummary find(List<RowSummary> summaries, Row row) {
    return summaries.stream()
        .filter(summary -> summary.row().equals(row))
        .findFirst()
        .orElse(new RowSummary(row, List.of()));
  }

  private static Goal ratio(List<RowSummary> summaries, Row row, Row.System other, double limit) {
    String demand =
        "%s: at least %s of %s in messages per CPU second"
            .formatted(row.name(), Goal.times(limit), row.of(other).name());
    double ratio = ratio(summaries, row, other);
    return Goal.judged(demand, Goal.times(ratio), ratio, figure -> figure >= limit);
  }

  private static Goal paced(List<RowSummary> summaries, Row row, double rate) {
    RowSummary summary = find(summaries, row);
    double p99 = summary.p99().median();
    double reached = summary.messagesPerSecond().median();
    String demand =
        "%s: p99 of PUBACK below %.0f ms at %,.0f messages/s"
            .formatted(row.name(), PACED_P99_MILLIS, Effort.GOAL_RATE);
    String figure = String.format(Locale.ROOT, "%.1f ms at %,.0f messages/s", p99, reached);
    return Goal.judged(
        demand,
        figure,
        p99,
        value ->
            value < PACED_P99_MILLIS
                && rate >= Effort.GOAL_RATE
                && reached >= REACHED * Effort.GOAL_RATE);
  }

  private static Goal idle(List<RowSummary> summaries, Row row) {
    double megabytes = find(summaries, row).heapBytes().median() / 1e6;
    return Goal.judged(
        "%s: less than %.0f MB of heap after collection".formatted(row.name(), IDLE_HEAP_MEGABYTES),
        String.format(Locale.ROOT, "%.0f MB", megabytes),
        megabytes,
        value -> value < IDLE_HEAP_MEGABYTES);
  }
}
