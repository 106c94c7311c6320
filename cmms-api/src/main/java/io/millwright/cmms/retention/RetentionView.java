package io.millwright.cmms.retention;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people see of how long time series are kept. */
final class RetentionView {
  private RetentionView() {}

  /**
   * The setting of a site.
   *
   * @param site null = the organization's
   * @param own whether it is its own; false = that of the organization, or for ever
   * @param version 0 = there was never one
   */
  @Serdeable
  record Setting(
      @Nullable String site,
      boolean own,
      Retention keeps,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      long version) {}

  /** Those in force, the organization's first, and the sites of assets. */
  @Serdeable
  record Settings(List<Setting> settings, List<String> sites) {}

  /** What was set, when and by whom, the newest first. */
  @Serdeable
  record History(List<Change> changes) {}

  /**
   * One change.
   *
   * @param withdrawn whether there was none from then on
   */
  @Serdeable
  record Change(
      long version, boolean withdrawn, Retention keeps, Instant changedAt, String changedBy) {}

  /**
   * What a setting would remove.
   *
   * @param removals of each kind that has a limit
   */
  @Serdeable
  record Preview(@Nullable String site, List<Removal> removals) {}

  /**
   * What would go of one table.
   *
   * @param what readings, minutes, tenMinutes, hours, days, waveforms, condition, states or events
   * @param before all that is older
   * @param oldest event time of the oldest that is there; null = nothing is
   * @param rows estimated, of rollups generously
   * @param atLeast whether there are more rows than were counted
   * @param bytes estimated from the rows; null = unknown
   */
  @Serdeable
  record Removal(
      String what,
      Instant before,
      @Nullable Instant oldest,
      long rows,
      boolean atLeast,
      @Nullable Long bytes) {}
}
