package io.millwright.cmms.retention;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * How long time series are kept, in days; null = for ever. What is removed goes by whole months of
 * UTC, so it stays up to a month longer.
 *
 * @param readingsDays readings and descriptors, and what they were before corrections; 35 to 36,500
 * @param minutesDays rollups of a minute; as long as the readings or longer
 * @param hoursDays rollups of an hour and of a day; as long as the minutes or longer
 * @param waveformsDays raw waveforms; 1 to 36,500
 * @param eventsDays health and prognoses, changes of state, events; 1 to 36,500
 */
@Serdeable
record Retention(
    @Nullable Integer readingsDays,
    @Nullable Integer minutesDays,
    @Nullable Integer hoursDays,
    @Nullable Integer waveformsDays,
    @Nullable Integer eventsDays) {
  /** Everything for ever. */
  static final Retention EVER = new Retention(null, null, null, null, null);

  /** So far back TimescaleDB's jobs refresh rollups; of what is gone they would delete them. */
  private static final int REFRESHED = 35;

  private static final int MOST = 36_500;

  /**
   * This, checked.
   *
   * @throws IllegalArgumentException that says what would be right
   */
  Retention checked() {
    within("readingsDays", readingsDays, REFRESHED);
    within("minutesDays", minutesDays, REFRESHED);
    within("hoursDays", hoursDays, REFRESHED);
    within("waveformsDays", waveformsDays, 1);
    within("eventsDays", eventsDays, 1);
    asLongAs("minutesDays", minutesDays, "readingsDays", readingsDays);
    asLongAs("hoursDays", hoursDays, "minutesDays", minutesDays);
    return this;
  }

  private static void within(String name, @Nullable Integer days, int fewest) {
    if (days != null && (days < fewest || days > MOST)) {
      throw new IllegalArgumentException(
          name + " must be " + fewest + " to " + MOST + " days, or null for ever, but was " + days);
    }
  }

  /** Without it a rollup would be made anew from what is left of its readings. */
  private static void asLongAs(
      String rollup, @Nullable Integer days, String made, @Nullable Integer of) {
    if (days != null && (of == null || days < of)) {
      throw new IllegalArgumentException(
          rollup
              + " must be as long as "
              + made
              + " or longer, because they are made of them, but was "
              + days
              + " days against "
              + (of == null ? "for ever" : of + " days"));
    }
  }
}
