package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * The historian's views. The historian may come later than this API: until its schema is there,
 * there are no readings and no condition.
 */
@Singleton
public final class SeriesViews {
  private final Database database;

  /** Once there, the views stay. */
  private volatile boolean seen;

  SeriesViews(Database database) {
    this.database = database;
  }

  public boolean present() {
    if (!seen) {
      seen =
          database.read(
              () ->
                  database
                      .sql("select to_regproc('series.tenant_readings') is not null as present")
                      .one(row -> row.flag("present")));
    }
    return seen;
  }

  /** Event time of the asset's newest reading. */
  public Optional<Instant> newestReading(String assetTag) {
    if (!present()) {
      return Optional.empty();
    }
    return database.read(
        () ->
            database
                .sql(
                    "select max(time) as newest from series.tenant_latest_measurement where asset = :asset and not derived")
                .bind("asset", assetTag)
                .one(row -> Optional.ofNullable(row.instantOrNull("newest"))));
  }
}
