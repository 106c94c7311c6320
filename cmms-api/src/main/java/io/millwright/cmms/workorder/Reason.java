package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a work order was raised: the rule, plan and models behind it, the values against their
 * limits, and what moved the prognosis. Shares are 0 to 1; times are event times.
 *
 * @param trendPoints points whose trend shows the deterioration best, strongest first
 */
@Serdeable
public record Reason(
    String advisoryId,
    String rule,
    String planId,
    int planVersion,
    List<Model> models,
    String explanation,
    Instant episodeStart,
    Instant raisedAt,
    List<Evidence> evidence,
    List<Contribution> contributions,
    Prognosis prognosis,
    List<String> trendPoints,
    Instant trendFrom) {

  /** A model that took part. */
  @Serdeable
  public record Model(String name, int version, String sha256) {}

  /** A value that was held against a limit; the unit is UCUM. */
  @Serdeable
  public record Evidence(
      String subject,
      @Nullable Double value,
      @Nullable Double limit,
      String relation,
      String unit,
      Instant at) {}

  /** What one descriptor added to the risk. */
  @Serdeable
  public record Contribution(
      String descriptor,
      @Nullable Double value,
      @Nullable Double typical,
      @Nullable Double contribution) {}

  /** How likely and how soon; hours of event time. */
  @Serdeable
  public record Prognosis(
      @Nullable Double horizonHours,
      @Nullable Double failureProbability,
      @Nullable Double remainingLifeHours,
      @Nullable Double remainingLifeLowHours,
      @Nullable Double remainingLifeHighHours) {}
}
