package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Series as the API shows them: times of samples in milliseconds since 1970. */
final class SeriesView {
  private SeriesView() {}

  /**
   * One reading, a bucket of them, or a reading in a line that stands for those of its column. What
   * is said beside {@code at} and {@code value} is of all readings that it stands for.
   *
   * @param at time of the reading; of a bucket its begin
   * @param value of the reading; of a bucket the mean. Of usable readings, where there are any
   * @param quality the worst
   * @param readings how many it stands for
   * @param usable how many of them may be used (good or uncertain); 0 = the values are of unusable
   *     readings only
   * @param good how many of them are good
   * @param revised how many of them were corrected after they had been stored
   */
  @Serdeable
  record Sample(
      long at,
      double value,
      double min,
      double max,
      int quality,
      long readings,
      long usable,
      long good,
      int revised) {}

  /** A time without readings, longer than expected. */
  @Serdeable
  record Gap(long from, long to) {}

  /**
   * Readings of a point.
   *
   * @param derived whether it is a descriptor
   * @param shape "raw" if all readings are there, else how they were thinned
   * @param resolution "raw", or the width of a bucket or column as an ISO 8601 duration
   * @param spacingSeconds how far readings are from each other; null = there are too few to tell
   * @param gaps where a line is to be broken, in the order of time
   */
  @Serdeable
  record Series(
      String asset,
      String point,
      boolean derived,
      @Nullable String unit,
      String shape,
      String resolution,
      Instant from,
      Instant to,
      @Nullable Double spacingSeconds,
      List<Gap> gaps,
      List<Sample> samples) {}

  /** Readings of many points over one range. */
  @Serdeable
  record Many(Instant from, Instant to, List<Series> series) {}

  /**
   * The newest reading of a point.
   *
   * @param low lower end of the physical range in the unit, as the asset's plan has it
   */
  @Serdeable
  record Latest(
      String asset,
      String point,
      @Nullable String unit,
      @Nullable Double low,
      @Nullable Double high,
      Instant at,
      double value,
      int quality) {}

  @Serdeable
  record LatestPage(List<Latest> items, @Nullable String next) {}

  /** One evaluation, or one bucket of them. */
  @Serdeable
  record ConditionSample(
      long at,
      @Nullable Double healthIndex,
      @Nullable Double failureProbability,
      @Nullable Double remainingLifeHours,
      @Nullable Double remainingLifeLowHours,
      @Nullable Double remainingLifeHighHours,
      ConditionState state) {}

  /** Condition of an asset. */
  @Serdeable
  record Condition(String asset, Instant from, Instant to, List<ConditionSample> samples) {}

  static ConditionSample conditionSample(Row row, String timeColumn) {
    return new ConditionSample(
        row.instant(timeColumn).toEpochMilli(),
        row.realOrNull("health_index"),
        row.realOrNull("failure_probability"),
        row.realOrNull("remaining_life_hours"),
        row.realOrNull("remaining_life_low_hours"),
        row.realOrNull("remaining_life_high_hours"),
        ConditionState.ofCode(row.integer("state")));
  }
}
