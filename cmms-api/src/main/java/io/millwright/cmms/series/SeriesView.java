package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Series as the API shows them: times of samples in milliseconds since 1970. */
final class SeriesView {
  private SeriesView() {}

  /** One reading, or one bucket of them: value is the mean. */
  @Serdeable
  record Sample(long at, double value, double min, double max, int quality) {}

  /**
   * Readings of a point.
   *
   * @param resolution "raw", or the width of a bucket as an ISO 8601 duration
   */
  @Serdeable
  record Series(
      String asset,
      String point,
      @Nullable String unit,
      String resolution,
      Instant from,
      Instant to,
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
