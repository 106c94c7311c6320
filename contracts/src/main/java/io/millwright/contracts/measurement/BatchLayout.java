package io.millwright.contracts.measurement;

import io.millwright.contracts.wire.MeasurementBatch;

/**
 * Where the columns of a batch on the wire have what belongs to a reading: in scans, readings of
 * one message share its time, and all scans share the places of their points.
 *
 * @param readings how many readings there are
 * @param readingsPerScan how many of them a message brought; 0 = they are not in scans
 */
public record BatchLayout(int readings, int readingsPerScan) {
  public BatchLayout {
    if (readingsPerScan < 0 || readingsPerScan > 0 && readings % readingsPerScan != 0) {
      throw new IllegalArgumentException(
          "readings_per_scan is "
              + Integer.toUnsignedString(readingsPerScan)
              + ": the "
              + readings
              + " entries of value must be a multiple of it, or leave it out");
    }
  }

  /**
   * The layout that a batch states.
   *
   * @throws IllegalArgumentException if its readings are no whole scans
   */
  public static BatchLayout of(MeasurementBatch batch) {
    return new BatchLayout(batch.getValueCount(), batch.getReadingsPerScan());
  }

  /** Entries that {@code point_index} must have. */
  public int pointIndexes() {
    return readingsPerScan == 0 ? readings : readingsPerScan;
  }

  /** Entries that {@code time_offset_micros} must have; {@code sequence_offset} too, or none. */
  public int times() {
    return readingsPerScan == 0 ? readings : readings / readingsPerScan;
  }

  /** Place of a reading's {@code point_index}. */
  public int pointIndexOf(int reading) {
    return readingsPerScan == 0 ? reading : reading % readingsPerScan;
  }

  /** Place of a reading's {@code time_offset_micros} and {@code sequence_offset}. */
  public int timeOf(int reading) {
    return readingsPerScan == 0 ? reading : reading / readingsPerScan;
  }
}
