package io.millwright.models.dataset;

import java.util.Comparator;
import java.util.List;

/**
 * A machine of the Azure predictive maintenance set and what happened to it.
 *
 * @param id its number
 * @param model 1 to {@link #MODELS}
 * @param ageYears how long it had been in service
 * @param events in the order of their times
 */
public record PdmMachine(int id, int model, double ageYears, List<PdmEvent> events) {
  /** Kinds of errors that machines report. */
  public static final int ERRORS = 5;

  /** Components that fail. */
  public static final int COMPONENTS = 4;

  /** Models of machines. */
  public static final int MODELS = 4;

  public PdmMachine {
    events = events.stream().sorted(Comparator.comparingLong(PdmEvent::timeMicros)).toList();
  }
}
