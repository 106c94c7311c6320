package io.millwright.gateway.opcua;

import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;

/**
 * How a server is to watch a value.
 *
 * @param interval between two looks at it; 0 = as fast as the server can
 * @param queueSize values that the server keeps between two notifications; the oldest are lost
 */
public record Sampling(Duration interval, int queueSize, Deadband deadband) {
  public static final Sampling DEFAULT = new Sampling(Duration.ofSeconds(1), 10, Deadband.NONE);

  public Sampling {
    ConfigProblems problems = new ConfigProblems();
    problems.range("sampling-interval", interval, Duration.ZERO, Duration.ofDays(1));
    problems.range("queue-size", queueSize, 1, 100_000);
    problems.throwIfAny();
  }

  /**
   * Changes that are too small to be told.
   *
   * @param value in the value's own unit, or in percent of its EURange, which the server must know
   */
  public record Deadband(Kind kind, double value) {
    public static final Deadband NONE = new Deadband(Kind.NONE, 0);

    /** What the value of a deadband counts. */
    public enum Kind {
      NONE,
      ABSOLUTE,
      PERCENT
    }

    public Deadband {
      ConfigProblems problems = new ConfigProblems();
      problems.require(
          kind == Kind.NONE || value > 0 && Double.isFinite(value),
          "a deadband must be above 0, but was " + value);
      problems.require(
          kind != Kind.PERCENT || value < 100,
          "a deadband in percent must be below 100, but was " + value);
      problems.throwIfAny();
    }
  }
}
