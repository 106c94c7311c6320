package io.millwright.models.prognosis;

import java.time.Duration;
import java.util.List;

/**
 * What will happen if nothing is done.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param horizon of the failure probability
 * @param failureProbability P(failure within the horizon), 0 to 1
 * @param remainingLife median and 90 % interval, in hours of event time
 * @param contributions what moved the failure probability most, strongest first; filled when an
 *     advisory needs it, else empty
 */
public record Prognosis(
    long timeMicros,
    String failureMode,
    Duration horizon,
    double failureProbability,
    RemainingLife remainingLife,
    List<ModelReference> models,
    List<Contribution> contributions) {
  public Prognosis {
    if (!(failureProbability >= 0 && failureProbability <= 1)) {
      throw new IllegalArgumentException(
          "failure probability must be 0 to 1, but was " + failureProbability);
    }
    models = List.copyOf(models);
    contributions = List.copyOf(contributions);
  }

  /** Remaining useful life in hours of event time: median and the bounds of its 90 % interval. */
  public record RemainingLife(double hours, double lowHours, double highHours) {
    public RemainingLife {
      if (!(0 <= lowHours && lowHours <= hours && hours <= highHours)) {
        throw new IllegalArgumentException(
            "remaining life needs 0 <= low <= median <= high, but was "
                + lowHours
                + ", "
                + hours
                + ", "
                + highHours);
      }
    }
  }
}
