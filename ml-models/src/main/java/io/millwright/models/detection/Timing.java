package io.millwright.models.detection;

/**
 * For how long a value must be beyond a limit, or behind it, before that counts: on-delay, n of m,
 * off-delay and latch (ISA-18.2, OPC UA part 9). Scans without a value do not count: while data are
 * missing nothing sets or clears.
 *
 * @param scans so many of the last ones must be beyond the limit, 1 or more
 * @param of the last so many; as many as {@code scans} = in a row. More than that: at most {@link
 *     #LONGEST_VOTE}
 * @param clearScans so many in a row must not be beyond the limit for the state to end, 1 or more
 * @param latched whether the state lasts until maintenance ends it
 */
public record Timing(int scans, int of, int clearScans, boolean latched) {
  public static final int LONGEST_VOTE = 64;

  public Timing {
    if (scans < 1 || of < scans || of > scans && of > LONGEST_VOTE || clearScans < 1) {
      throw new IllegalArgumentException(scans + " of " + of + " scans, clear after " + clearScans);
    }
  }

  /** The same number in a row for both ways. */
  public static Timing inARow(int scans) {
    return new Timing(scans, scans, scans, false);
  }

  boolean votes() {
    return of > scans;
  }
}
