package io.millwright.cmms.series;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How a range is drawn from the historian's rollups: from the coarsest that is not coarser than
 * what is drawn, so that no peak is lost and few rows are read.
 *
 * @param level the rollup
 * @param origin begin of the first bucket
 * @param width of a bucket, a multiple of the level's
 * @param first begin of the first row of the level that lies in the range as a whole
 * @param end of the last one
 */
record RollupPlan(Level level, Instant origin, Duration width, Instant first, Instant end) {

  /** A rollup and the width of its rows, in UTC. */
  enum Level {
    DAY("1d", Duration.ofDays(1), 0),
    HOUR("1h", Duration.ofHours(1), 0),
    TEN_MINUTES("10m", Duration.ofMinutes(10), 12),
    MINUTE("1m", Duration.ofMinutes(1), 120);

    private final String label;
    private final Duration width;
    private final int fewest;

    Level(String label, Duration width, int fewest) {
      this.label = label;
      this.width = width;
      this.fewest = fewest;
    }

    /** As in the names of the historian's tables. */
    String label() {
      return label;
    }

    Duration width() {
      return width;
    }

    /** It has no rows of hours with fewer readings. */
    int fewest() {
      return fewest;
    }

    Instant floor(Instant time) {
      long second = time.getEpochSecond();
      return Instant.ofEpochSecond(second - Math.floorMod(second, width.toSeconds()));
    }

    Instant ceiling(Instant time) {
      Instant floor = floor(time);
      return floor.equals(time) ? floor : floor.plus(width);
    }
  }

  /** None where a minute is already wider than a bucket of so many. */
  static Optional<RollupPlan> of(TimeRange range, int maxPoints) {
    Duration bucket = range.bucket(maxPoints);
    for (Level level : Level.values()) {
      if (level.width().compareTo(bucket) <= 0) {
        return Optional.of(of(level, range, maxPoints));
      }
    }
    return Optional.empty();
  }

  /**
   * From no finer level than there is, be there fewer buckets than could be drawn.
   *
   * @param finest whose rows are all there
   */
  static RollupPlan noFinerThan(Level finest, TimeRange range, int maxPoints) {
    Duration bucket = range.bucket(maxPoints);
    Level level = Level.DAY;
    while (level != finest && level.width().compareTo(bucket) > 0) {
      level = Level.values()[level.ordinal() + 1];
    }
    return of(level, range, maxPoints);
  }

  private static RollupPlan of(Level level, TimeRange range, int maxPoints) {
    // Readings at the end of the range belong to it.
    Instant end = range.to().plus(1, ChronoUnit.MICROS);
    Instant origin = level.floor(range.from());
    long steps = divideUp(Duration.between(origin, end), level.width().multipliedBy(maxPoints));
    return new RollupPlan(
        level,
        origin,
        level.width().multipliedBy(steps),
        level.ceiling(range.from()),
        level.floor(end));
  }

  private static long divideUp(Duration whole, Duration part) {
    long times = whole.dividedBy(part);
    return part.multipliedBy(times).equals(whole) ? times : times + 1;
  }
}
