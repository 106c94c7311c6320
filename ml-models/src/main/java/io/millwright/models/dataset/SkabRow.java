package io.millwright.models.dataset;

import java.util.List;

/**
 * One second of a run of the SKAB rig, a water loop with a pump and two valves.
 *
 * @param timeMicros when; the data have no zone, theirs counts as UTC
 * @param values one for each of {@link #CHANNELS}
 * @param anomalous whether a valve was being closed, closed or being opened
 * @param changePoint whether one of these began or ended
 */
public record SkabRow(
    long timeMicros, List<Double> values, boolean anomalous, boolean changePoint) {
  /**
   * Vibration in g, motor current in A, pressure in bar, temperature of the motor and of the water
   * in degrees Celsius, voltage in V, flow in l/min; as the files name them.
   */
  public static final List<String> CHANNELS =
      List.of(
          "Accelerometer1RMS",
          "Accelerometer2RMS",
          "Current",
          "Pressure",
          "Temperature",
          "Thermocouple",
          "Voltage",
          "Volume Flow RateRMS");

  public SkabRow {
    values = List.copyOf(values);
    if (values.size() != CHANNELS.size()) {
      throw new IllegalArgumentException(
          "a row of SKAB has " + CHANNELS.size() + " values, but was given " + values.size());
    }
  }
}
