package io.millwright.models.dataset;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import java.util.Arrays;
import java.util.List;

/**
 * One simulated engine of C-MAPSS: a row of readings for each flight cycle.
 *
 * <p>The data have no clock; one cycle counts as one hour of event time.
 */
public final class CmapssUnit {
  /** The columns after unit and cycle, in the order of the file: three settings, 21 sensors. */
  public static final List<String> COLUMNS =
      List.of(
          "altitude",
          "mach",
          "TRA",
          "T2",
          "T24",
          "T30",
          "T50",
          "P2",
          "P15",
          "P30",
          "Nf",
          "Nc",
          "epr",
          "Ps30",
          "phi",
          "NRf",
          "NRc",
          "BPR",
          "farB",
          "htBleed",
          "Nf_dmd",
          "PCNfR_dmd",
          "W31",
          "W32");

  /** Microseconds of event time of one cycle. */
  public static final long CYCLE_MICROS = 3_600_000_000L;

  private final int number;
  private final double[][] rows;

  CmapssUnit(int number, double[][] rows) {
    this.number = number;
    this.rows = rows;
  }

  /** Number of the engine in its file, from 1. */
  public int number() {
    return number;
  }

  /** How many cycles were recorded; cycles count from 1. */
  public int cycles() {
    return rows.length;
  }

  /** The readings of a cycle, one a column. */
  public double[] row(int cycle) {
    return Arrays.copyOf(rows[cycle - 1], COLUMNS.size());
  }

  /** Event time of a cycle when the engine was new at {@code startMicros}. */
  public static long timeMicros(long startMicros, int cycle) {
    return startMicros + cycle * CYCLE_MICROS;
  }

  /**
   * The readings of one cycle as one batch, received when they were taken; the source numbers it by
   * the cycle.
   *
   * @throws IllegalArgumentException if the engine has no such cycle
   */
  public Measurements measurements(AssetKey asset, long startMicros, int cycle) {
    if (cycle < 1 || cycle > rows.length) {
      throw new IllegalArgumentException(
          "unit " + number + " has the cycles 1 to " + rows.length + ", but not " + cycle);
    }
    long time = timeMicros(startMicros, cycle);
    MeasurementsBuilder builder =
        Measurements.builder(asset, "cmapss:" + number)
            .sourceSequence(cycle)
            .receivedTimeMicros(time);
    double[] row = rows[cycle - 1];
    for (int i = 0; i < row.length; i++) {
      builder.add(COLUMNS.get(i), time, row[i]);
    }
    return builder.build();
  }
}
