package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * What time it is for the machines: the wall clock's while readings of this day come in, also for a
 * machine that has been silent for long; in a history that is replayed, that of the newest reading.
 * All methods work in the open transaction.
 */
@Singleton
public final class MachineTime {
  private static final Duration OF_THIS_DAY = Duration.ofDays(1);

  private final Database database;
  private final SeriesViews series;

  MachineTime(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  /** For an asset, when the wall clock says that. */
  public Instant of(String assetTag, Instant wall) {
    return isLive(wall) ? wall : series.newestReading(assetTag).orElse(wall);
  }

  /** Whether the tenant's readings are of this day. */
  public boolean isLive(Instant wall) {
    return series.present()
        && database
            .sql(
                """
                select exists (select from series.tenant_latest_measurement
                  where not derived and time > :after and time < :before) as live
                """)
            .bind("after", wall.minus(OF_THIS_DAY))
            .bind("before", wall.plus(OF_THIS_DAY))
            .one(row -> row.flag("live"));
  }
}
