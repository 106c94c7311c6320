package io.millwright.benchmarks.gateway;

/**
 * How long and how often is measured.
 *
 * @param repeat how often each row is measured; idle ones are measured once
 * @param measuredSeconds of each row; three times as long through a broker, whose rate is uneven
 * @param warmUpMessages that go before, at least; a tenth of it through a broker
 * @param warmUpSeconds after which nothing more is waited for once they have passed
 * @param rate of a paced row, messages a second
 */
public record Effort(
    int repeat, double measuredSeconds, long warmUpMessages, double warmUpSeconds, double rate) {
  static final double GOAL_RATE = 50_000;

  static final Effort COMPLETE = new Effort(3, 5, 10_000_000, 90, GOAL_RATE);
  static final Effort QUICK = new Effort(1, 3, 300_000, 15, GOAL_RATE);

  long warmUpMessages(Row row) {
    return switch (row.pace()) {
      case FULL_SPEED -> row.system().needsBroker() ? warmUpMessages / 10 : warmUpMessages;
      // As many as there is time for.
      case PACED, IDLE -> (long) (rate(row) * warmUpSeconds / 2);
    };
  }

  double measuredSeconds(Row row) {
    if (row.pace() == Row.Pace.IDLE) {
      // Each connection must have sent something.
      return Math.max(measuredSeconds, 1.5 * Row.IDLE_SECONDS);
    }
    return row.system().needsBroker() ? 3 * measuredSeconds : measuredSeconds;
  }

  double rate(Row row) {
    return switch (row.pace()) {
      case FULL_SPEED -> 0;
      case PACED -> rate;
      case IDLE -> row.connections() / (double) Row.IDLE_SECONDS;
    };
  }

  int repeat(Row row) {
    return row.pace() == Row.Pace.IDLE ? 1 : repeat;
  }
}
