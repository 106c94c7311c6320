package io.millwright.cmms.shadow;

import static io.millwright.cmms.platform.WireValues.bounded;
import static io.millwright.cmms.platform.WireValues.instant;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.MessageHash;
import io.millwright.cmms.tenancy.TenantIntake;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Takes in what plans in shadow would have raised, each once; what they saw go does not matter. */
@Singleton
class ShadowIntake {
  /** Conclusions that are kept of an asset. */
  static final int KEPT = 1_000;

  private static final int NAME = 257;
  private static final int TEXT = 2_000;

  /** What became of a conclusion. */
  enum Outcome {
    KEPT,
    NOTHING_RAISED,
    SEEN_BEFORE
  }

  /** What a plan would have raised. */
  enum Kind {
    ADVISORY,
    ALARM,
    ALERT,
    INSTRUMENT
  }

  /**
   * Something that would have been raised.
   *
   * @param source the rule, the detector, or the point
   * @param subject the failure mode, the point, or the fault
   * @param priority of an advisory
   */
  private record Raised(
      AssetKey asset,
      long timeMicros,
      String planId,
      int planVersion,
      Kind kind,
      String source,
      String subject,
      @Nullable Integer priority,
      String text) {}

  private final Database database;
  private final TenantIntake intake;

  ShadowIntake(Database database, TenantIntake intake) {
    this.database = database;
    this.intake = intake;
  }

  /**
   * Takes a conclusion in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(ShadowConclusion conclusion) {
    Raised raised = raised(conclusion);
    if (raised == null) {
      return Outcome.NOTHING_RAISED;
    }
    return intake.take(raised.asset().tenant(), () -> keep(raised, MessageHash.of(conclusion)));
  }

  private static @Nullable Raised raised(ShadowConclusion conclusion) {
    return switch (conclusion.getConclusionCase()) {
      case STATE -> raised(conclusion.getState());
      case ADVISORY -> raised(conclusion.getAdvisory());
      case FINDING -> raised(conclusion.getFinding());
      case CONCLUSION_NOT_SET -> throw new IllegalArgumentException("it concludes nothing");
    };
  }

  private static @Nullable Raised raised(StateDetection state) {
    boolean worse =
        state.getState().compareTo(State.STATE_ALERT) >= 0
            && state.getState().compareTo(state.getPrevious()) > 0;
    return worse
        ? new Raised(
            AssetKey.of(state.getTenant(), state.getAsset()),
            state.getTimeMicros(),
            bounded("plan_id", state.getPlanId(), NAME),
            state.getPlanVersion(),
            state.getState() == State.STATE_ALARM ? Kind.ALARM : Kind.ALERT,
            bounded("detector", state.getDetector(), NAME),
            bounded("point", state.getPoint(), NAME),
            null,
            bounded("explanation", state.getExplanation(), TEXT))
        : null;
  }

  private static Raised raised(Advisory advisory) {
    return new Raised(
        AssetKey.of(advisory.getTenant(), advisory.getAsset()),
        advisory.getRaisedAtMicros(),
        bounded("plan_id", advisory.getPlanId(), NAME),
        advisory.getPlanVersion(),
        Kind.ADVISORY,
        bounded("rule", advisory.getRule(), NAME),
        bounded("failure_mode", advisory.getFailureMode(), NAME),
        advisory.getPriority(),
        bounded("title", advisory.getTitle(), TEXT));
  }

  private static @Nullable Raised raised(InstrumentFinding finding) {
    return finding.getOpen()
        ? new Raised(
            AssetKey.of(finding.getTenant(), finding.getAsset()),
            finding.getTimeMicros(),
            bounded("plan_id", finding.getPlanId(), NAME),
            finding.getPlanVersion(),
            Kind.INSTRUMENT,
            bounded("point", finding.getPoint(), NAME),
            finding.getFault().name(),
            null,
            bounded("explanation", finding.getExplanation(), TEXT))
        : null;
  }

  private Outcome keep(Raised raised, byte[] id) {
    String asset = raised.asset().asset().value();
    int added =
        database
            .sql(
                """
                insert into shadow_conclusion
                  (asset_tag, at, id, plan_id, plan_version, kind, source, subject, priority, text)
                values (:asset, :at, :id, :planId, :planVersion, :kind, :source, :subject, :priority, :text)
                on conflict do nothing
                """)
            .bind("asset", asset)
            .bind("at", instant(raised.timeMicros()))
            .bind("id", id)
            .bind("planId", raised.planId())
            .bind("planVersion", raised.planVersion())
            .bind("kind", raised.kind())
            .bind("source", raised.source())
            .bind("subject", raised.subject())
            .bind("priority", raised.priority())
            .bind("text", raised.text())
            .update();
    if (added == 0) {
      return Outcome.SEEN_BEFORE;
    }
    database
        .sql(
            """
            delete from shadow_conclusion where asset_tag = :asset and (at, id) <=
              (select at, id from shadow_conclusion where asset_tag = :asset
               order by at desc, id desc offset :kept limit 1)
            """)
        .bind("asset", asset)
        .bind("kept", KEPT)
        .update();
    return Outcome.KEPT;
  }
}
