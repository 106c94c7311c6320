package io.millwright.models.prognosis;

import java.time.Duration;

/**
 * Which models foretell a failure mode.
 *
 * @param failureModel name of the model that gives P(failure within the horizon)
 * @param lifeModel name of the model that gives the remaining useful life
 * @param lifeCap longest remaining life that the model tells apart; a health index of 1
 */
public record PrognosisPlan(
    String failureMode, String failureModel, Duration horizon, String lifeModel, Duration lifeCap) {
  /** {@link #lifeCap} in hours. */
  public double lifeCapHours() {
    return lifeCap.toMillis() / 3_600_000.0;
  }
}
