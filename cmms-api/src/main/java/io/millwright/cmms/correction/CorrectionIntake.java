package io.millwright.cmms.correction;

import static io.millwright.cmms.platform.WireValues.bounded;
import static io.millwright.cmms.platform.WireValues.instant;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.MessageHash;
import io.millwright.cmms.tenancy.TenantIntake;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Correction;
import jakarta.inject.Singleton;
import java.util.List;

/** Takes corrections in, each once. */
@Singleton
class CorrectionIntake {
  /** Messages that are kept of an asset. */
  static final int KEPT = 10_000;

  private static final int NAME = 512;
  private static final int MOST_POINTS = 1_000;

  /** What became of a correction. */
  enum Outcome {
    COUNTED,
    SEEN_BEFORE
  }

  private final Database database;
  private final TenantIntake intake;

  CorrectionIntake(Database database, TenantIntake intake) {
    this.database = database;
    this.intake = intake;
  }

  /**
   * Takes a correction in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(Correction correction) {
    AssetKey key = AssetKey.of(correction.getTenant(), correction.getAsset());
    bounded("source", correction.getSource(), NAME);
    if (correction.getToMicros() < correction.getFromMicros()) {
      throw new IllegalArgumentException("to_micros must not be before from_micros");
    }
    if (correction.getPointCount() > MOST_POINTS) {
      throw new IllegalArgumentException(
          "point may have " + MOST_POINTS + " entries, but has " + correction.getPointCount());
    }
    correction.getPointList().forEach(point -> bounded("point", point, NAME));
    return intake.take(key.tenant(), () -> count(correction));
  }

  private Outcome count(Correction correction) {
    int added =
        database
            .sql(
                """
                insert into correction (asset_tag, reached_at, id, source, from_at, to_at, readings, points)
                values (:asset, :reached, :id, :source, :from, :to, :readings, :points)
                on conflict do nothing
                """)
            .bind("asset", correction.getAsset())
            .bind("reached", instant(correction.getReachedMicros()))
            .bind("id", MessageHash.of(correction))
            .bind("source", correction.getSource())
            .bind("from", instant(correction.getFromMicros()))
            .bind("to", instant(correction.getToMicros()))
            .bind("readings", Integer.toUnsignedLong(correction.getReadings()))
            .bind("points", List.copyOf(correction.getPointList()))
            .update();
    if (added == 0) {
      return Outcome.SEEN_BEFORE;
    }
    database
        .sql(
            """
            delete from correction where asset_tag = :asset and (reached_at, id) <=
              (select reached_at, id from correction where asset_tag = :asset
               order by reached_at desc, id desc offset :kept limit 1)
            """)
        .bind("asset", correction.getAsset())
        .bind("kept", KEPT)
        .update();
    return Outcome.COUNTED;
  }
}
