package io.millwright.models.dataset;

import java.util.List;

/**
 * One load cycle of 60 s of the ZeMA hydraulic test rig, by the channels that were sampled once a
 * second, and the state of the rig during it.
 *
 * @param channels one array of 60 values for each of {@link #CHANNELS}, not to be changed
 * @param cooler efficiency in %: 3 (close to failure), 20 or 100
 * @param valve switching behaviour in %: 100, 90, 80 or 73 (close to failure)
 * @param pump internal leakage: 0 none, 1 weak, 2 severe
 * @param accumulator pressure in bar: 130, 115, 100 or 90 (close to failure)
 * @param settled whether the rig had come to rest in that state
 */
public record HydraulicCycle(
    List<double[]> channels, int cooler, int valve, int pump, int accumulator, boolean settled) {
  /**
   * Temperatures in degrees Celsius, vibration in mm/s, cooling efficiency in % and power in kW
   * (both virtual), efficiency factor in %; as the files are named.
   */
  public static final List<String> CHANNELS =
      List.of("TS1", "TS2", "TS3", "TS4", "VS1", "CE", "CP", "SE");

  /** Values of a channel in a cycle: one a second. */
  public static final int SECONDS = 60;

  public HydraulicCycle {
    channels = List.copyOf(channels);
  }

  /** A channel by its name. */
  public double[] channel(String name) {
    return channels.get(CHANNELS.indexOf(name));
  }
}
