package io.millwright.gateway.ledger;

import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;

/**
 * How the books are kept.
 *
 * @param maxSources sources with a row of their own; all further ones share the row "other"
 * @param lateAfter a record whose newest reading is older than the newest of its source by more
 *     than this counts as late
 */
public record LedgerConfig(int maxSources, Duration lateAfter) {
  public static final LedgerConfig DEFAULTS = new LedgerConfig(10_000, Duration.ofMinutes(5));

  public LedgerConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.range("ledger.max-sources", maxSources, 1, 1_000_000);
    problems.range("ledger.late-after", lateAfter, Duration.ofMillis(1), Duration.ofDays(3_650));
    problems.throwIfAny();
  }
}
