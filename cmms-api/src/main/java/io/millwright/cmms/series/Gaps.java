package io.millwright.cmms.series;

import io.millwright.cmms.platform.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where readings are missing. The expected spacing is the upper quartile of the distances between
 * successive readings in the range: three of four are as close as that or closer, so that neither
 * gaps nor a burst make much of a difference. What is {@value #TIMES} times as long as that, or
 * longer than the caller says, is a gap, also at both ends of the range.
 *
 * @param spacing how far readings are from each other; null = there are too few to tell
 * @param longest what is longer is a gap; null = nothing is known to be one
 * @param gaps in the order of time
 */
record Gaps(@Nullable Duration spacing, @Nullable Duration longest, List<Gap> gaps) {
  static final int TIMES = 4;

  private static final Duration MOST = Duration.ofDays(3650);

  /** A time without readings. */
  record Gap(Instant from, Instant to) {}

  /** Readings that lie together, 1 or more: the first of them, and the end of the last. */
  record Stretch(Instant first, Instant until, long readings) {}

  private record Distance(double micros, long weight) {}

  /**
   * Reads what somebody says is a gap.
   *
   * @param gapAfter an ISO 8601 duration; null = nothing is said
   * @throws ProblemException 400, if it is no duration above 0
   */
  static @Nullable Duration stated(@Nullable String gapAfter) {
    if (gapAfter == null) {
      return null;
    }
    try {
      Duration longest = Duration.parse(gapAfter);
      if (!longest.isNegative() && !longest.isZero() && longest.compareTo(MOST) <= 0) {
        return longest;
      }
    } catch (DateTimeException e) {
      throw notLonger(gapAfter, e);
    }
    throw notLonger(gapAfter, null);
  }

  private static ProblemException notLonger(String gapAfter, @Nullable Throwable cause) {
    ProblemException problem =
        ProblemException.badRequest(
            "gapAfter '"
                + (gapAfter.length() > 40 ? gapAfter.substring(0, 40) + "..." : gapAfter)
                + "' is not a time span above 0 and up to 3650 days: write ISO 8601 such as PT10M");
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }

  /**
   * Finds the gaps between stretches. Those within one are not seen.
   *
   * @param stretches in the order of time
   * @param stated what is longer is a gap; null = judged by the spacing
   */
  static Gaps between(TimeRange range, List<Stretch> stretches, @Nullable Duration stated) {
    if (stretches.isEmpty()) {
      return new Gaps(null, stated, List.of(new Gap(range.from(), range.to())));
    }
    Duration spacing = spacing(stretches);
    Duration longest =
        stated != null ? stated : spacing == null ? null : spacing.multipliedBy(TIMES);
    List<Gap> gaps = new ArrayList<>();
    if (longest != null) {
      Instant end = range.from();
      for (Stretch stretch : stretches) {
        addIfLonger(longest, end, stretch.first(), gaps);
        end = stretch.until();
      }
      addIfLonger(longest, end, range.to(), gaps);
    }
    return new Gaps(spacing, longest, gaps);
  }

  private static void addIfLonger(Duration longest, Instant from, Instant to, List<Gap> gaps) {
    if (Duration.between(from, to).compareTo(longest) > 0) {
      gaps.add(new Gap(from, to));
    }
  }

  /**
   * From the first reading of a stretch to that of the next there are as many distances as readings
   * in it: their mean counts that many times.
   */
  private static @Nullable Duration spacing(List<Stretch> stretches) {
    List<Distance> distances = new ArrayList<>(stretches.size());
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      boolean last = i == stretches.size() - 1;
      Instant end = last ? stretch.until() : stretches.get(i + 1).first();
      long number = last ? stretch.readings() - 1 : stretch.readings();
      if (number > 0) {
        double micros = ChronoUnit.MICROS.between(stretch.first(), end) / (double) number;
        distances.add(new Distance(micros, number));
      }
    }
    if (distances.isEmpty()) {
      return null;
    }
    distances.sort(Comparator.comparingDouble(Distance::micros));
    double left = 0.75 * distances.stream().mapToLong(Distance::weight).sum();
    for (Distance distance : distances) {
      left -= distance.weight();
      if (left <= 0) {
        return micros(distance);
      }
    }
    return micros(distances.get(distances.size() - 1));
  }

  private static Duration micros(Distance distance) {
    return Duration.of(Math.max(1, Math.round(distance.micros())), ChronoUnit.MICROS);
  }
}
