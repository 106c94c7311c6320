package io.millwright.cmms.instrument;

import static io.millwright.cmms.platform.WireValues.bounded;
import static io.millwright.cmms.platform.WireValues.instant;
import static io.millwright.cmms.platform.WireValues.known;
import static io.millwright.cmms.platform.WireValues.present;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantIntake;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.InstrumentFinding.Fault;
import jakarta.inject.Singleton;

/** Takes findings about sensors in. One that was taken before changes nothing. */
@Singleton
class InstrumentIntake {
  /** Findings that are kept of an asset. */
  static final int KEPT = 1_000;

  private static final int NAME = 257;
  private static final int TEXT = 2_000;

  /** What became of a finding. */
  enum Outcome {
    OPENED,
    CLOSED,
    SEEN_BEFORE
  }

  private final Database database;
  private final TenantIntake intake;
  private final ChangeStream changes;

  InstrumentIntake(Database database, TenantIntake intake, ChangeStream changes) {
    this.database = database;
    this.intake = intake;
    this.changes = changes;
  }

  /**
   * Takes a finding in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(InstrumentFinding finding) {
    AssetKey key = AssetKey.of(finding.getTenant(), finding.getAsset());
    present("point", finding.getPoint(), NAME);
    bounded("explanation", finding.getExplanation(), TEXT);
    bounded("remedy", finding.getRemedy(), TEXT);
    bounded("plan_id", finding.getPlanId(), NAME);
    if (finding.getFault() == Fault.FAULT_UNSPECIFIED || finding.getFault() == Fault.UNRECOGNIZED) {
      throw new IllegalArgumentException("fault is not one of a sensor: " + finding.getFault());
    }
    return intake.take(
        key.tenant(),
        () -> {
          int changed = finding.getOpen() ? open(finding) : close(finding);
          if (changed == 0) {
            return Outcome.SEEN_BEFORE;
          }
          changes.publishAfterCommit(
              key.tenant(),
              new ChangeStream.InstrumentChange(key.asset().value(), finding.getPoint()));
          return finding.getOpen() ? Outcome.OPENED : Outcome.CLOSED;
        });
  }

  private int open(InstrumentFinding finding) {
    int added =
        database
            .sql(
                """
                insert into instrument_finding
                  (asset_tag, point, fault, opened_at, value, explanation, remedy, plan_id, plan_version)
                values (:asset, :point, :fault, :at, :value, :explanation, :remedy, :planId, :planVersion)
                on conflict do nothing
                """)
            .bind("asset", finding.getAsset())
            .bind("point", finding.getPoint())
            .bind("fault", finding.getFault())
            .bind("at", instant(finding.getTimeMicros()))
            .bind("value", known(finding.getValue()))
            .bind("explanation", finding.getExplanation())
            .bind("remedy", finding.getRemedy())
            .bind("planId", finding.getPlanId())
            .bind("planVersion", finding.getPlanVersion())
            .update();
    if (added > 0) {
      database
          .sql(
              """
              delete from instrument_finding where asset_tag = :asset and (opened_at, point, fault) in
                (select opened_at, point, fault from instrument_finding where asset_tag = :asset
                 order by opened_at desc, point desc, fault desc offset :kept)
              """)
          .bind("asset", finding.getAsset())
          .bind("kept", KEPT)
          .update();
    }
    return added;
  }

  /** Closes the finding that was open then; a later one is not meant. */
  private int close(InstrumentFinding finding) {
    return database
        .sql(
            """
            update instrument_finding set closed_at = :at
            where asset_tag = :asset and point = :point and fault = :fault and opened_at <= :at and closed_at is null
            """)
        .bind("asset", finding.getAsset())
        .bind("point", finding.getPoint())
        .bind("fault", finding.getFault())
        .bind("at", instant(finding.getTimeMicros()))
        .update();
  }
}
