package io.millwright.cmms.series;

import io.millwright.cmms.platform.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How far a stream of readings has come: for each of its points the time of the newest reading that
 * was told, in microseconds since 1970; {@value #NONE} = none. As the id of an event it is these
 * times, to the base of 36.
 */
final class LivePosition {
  static final long NONE = -1;
  private static final String NO_TIME = "-";
  private static final int RADIX = 36;
  private static final long LATEST = ReadingPage.micros(Instant.parse("9999-12-31T00:00:00Z"));

  private final long[] reached;

  private LivePosition(long[] reached) {
    this.reached = reached;
  }

  static LivePosition of(long[] reached) {
    return new LivePosition(reached.clone());
  }

  static LivePosition after(Instant time, int points) {
    long[] reached = new long[points];
    Arrays.fill(reached, ReadingPage.micros(time));
    return new LivePosition(reached);
  }

  /**
   * Reads the id of an event.
   *
   * @throws ProblemException 400, if it is none of a stream of so many points
   */
  static LivePosition parse(String id, int points) {
    String[] parts = id.split("\\.", -1);
    if (parts.length != points) {
      throw ProblemException.badRequest(
          "Last-Event-ID is of a stream of "
              + parts.length
              + " points, but this one is of "
              + points
              + ": leave it out");
    }
    long[] reached = new long[points];
    for (int i = 0; i < points; i++) {
      reached[i] = parts[i].equals(NO_TIME) ? NONE : time(parts[i]);
    }
    return new LivePosition(reached);
  }

  private static long time(String part) {
    long time;
    try {
      time = Long.parseLong(part, RADIX);
    } catch (NumberFormatException e) {
      time = Long.MAX_VALUE;
    }
    if (time < 0 || time > LATEST) {
      throw ProblemException.badRequest("Last-Event-ID is no id of an event of this stream");
    }
    return time;
  }

  String id() {
    return Arrays.stream(reached)
        .mapToObj(time -> time == NONE ? NO_TIME : Long.toString(time, RADIX))
        .collect(Collectors.joining("."));
  }

  long of(int point) {
    return reached[point];
  }

  /** Goes on to that time; never back. */
  void reach(int point, long time) {
    reached[point] = Math.max(reached[point], time);
  }
}
