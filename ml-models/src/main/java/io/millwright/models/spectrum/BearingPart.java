package io.millwright.models.spectrum;

/** What of a rolling bearing can be damaged. */
public enum BearingPart {
  OUTER_RACE,
  INNER_RACE,
  BALL,
  CAGE;

  /** How often a damage of it strikes, in multiples of the shaft speed. */
  public double multiple(Bearing bearing) {
    return switch (this) {
      case OUTER_RACE -> bearing.outerRace();
      case INNER_RACE -> bearing.innerRace();
      case BALL -> bearing.ball();
      case CAGE -> bearing.cage();
    };
  }

  boolean isRace() {
    return this == OUTER_RACE || this == INNER_RACE;
  }
}
