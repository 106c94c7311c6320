package io.millwright.models.detection;

import java.util.List;

/**
 * Severity zones of broadband vibration by a standard: A new machines, B fit for unrestricted
 * operation, C for a limited time, D likely to be damaged. A value at a boundary belongs to the
 * better zone.
 *
 * @param standard such as "ISO 10816-3"
 * @param edition year
 * @param group of machines, in the words of the standard
 * @param support rigid or flexible
 * @param unit UCUM: mm/s for velocity RMS, um for displacement RMS
 * @param boundaries A/B, B/C, C/D, ascending
 */
public record VibrationZones(
    String standard,
    int edition,
    String group,
    String support,
    String unit,
    List<Double> boundaries) {

  /** A change of more than this share of the B/C boundary is significant (clause 5.3). */
  private static final double SIGNIFICANT = 0.25;

  public VibrationZones {
    boundaries = List.copyOf(boundaries);
    if (boundaries.size() != 3
        || !(boundaries.get(0) > 0)
        || !(boundaries.get(0) < boundaries.get(1))
        || !(boundaries.get(1) < boundaries.get(2))) {
      throw new IllegalArgumentException(
          "boundaries must be three numbers above 0, ascending, but are " + boundaries);
    }
  }

  /** Attention from zone C on, alarm in zone D. */
  public Limits limits(double deadband) {
    return new Limits(true, boundaries.get(1), boundaries.get(2), deadband);
  }

  /** How far a value may move, up or down, before that is significant, in whatever zone. */
  public double significantChange() {
    return SIGNIFICANT * boundaries.get(1);
  }

  /** A, B, C or D. */
  public char zone(double value) {
    int zone = 0;
    while (zone < 3 && value > boundaries.get(zone)) {
      zone++;
    }
    return (char) ('A' + zone);
  }

  @Override
  public String toString() {
    return standard + ":" + edition + " (group " + group + ", " + support + " support)";
  }

  /** The detector's way: the value itself, explained by its zone. */
  public Method method() {
    return new ByZone(this);
  }

  private record ByZone(VibrationZones zones) implements Method {
    @Override
    public Indicator begin(int bins, long seed) {
      return Method.VALUE.begin(bins, seed);
    }

    @Override
    public String meaning() {
      return "by " + zones;
    }

    @Override
    public String explain(double value) {
      return "zone " + zones.zone(value) + " of " + zones;
    }

    @Override
    public boolean hasUnitOfPoint() {
      return true;
    }
  }
}
