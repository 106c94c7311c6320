package io.millwright.cmms.watchlist;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * One that may be released.
 *
 * @param advisoryId of the advisory that came first: the same in every replay
 * @param risk see {@link Risk#value}
 * @param dueBy event time
 * @param raisedAt event time
 * @param machineNow the time on the machine's clock
 */
record Candidate(
    UUID id,
    String advisoryId,
    double risk,
    int priority,
    Instant dueBy,
    Instant raisedAt,
    Instant machineNow) {

  /** The highest risk first, then what is due first, then what waits longest; no two are equal. */
  static final Comparator<Candidate> RANK =
      Comparator.comparingDouble(Candidate::risk)
          .reversed()
          .thenComparing(Candidate::dueBy)
          .thenComparing(Candidate::raisedAt)
          .thenComparing(Candidate::advisoryId);
}
