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
    DAY(ChronoUnit.DAYS),
    HOUR(ChronoUnit.HOURS),
    MINUTE(ChronoUnit.MINUTES);

    private final ChronoUnit unit;

    Level(ChronoUnit unit) {
      this.unit = unit;
    }

    Duration width() {
      return unit.getDuration();
    }

    Instant floor(Instant time) {
      return time.truncatedTo(unit);
    }

    Instant ceiling(Instant time) {
      Instant floor = floor(time);
      return floor.equals(time) ? floor : floor.plus(width());
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

  /** From hours where days are too wide, be there fewer than could be drawn. */
  static RollupPlan ofHours(TimeRange range, int maxPoints) {
    boolean days = Level.DAY.width().compareTo(range.bucket(maxPoints)) <= 0;
    return of(days ? Level.DAY : Level.HOUR, range, maxPoints);
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
