package io.millwright.benchmarks.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.MeasurementsSerde;
import java.util.ArrayList;
import java.util.List;

/**
 * How readings come: always of {@value #POINTS} points, each {@value #SECONDS_APART} s.
 *
 * @param pointsOfAsset a divisor of {@value #POINTS}
 * @param messages of an asset in one record, as the gateway writes those that come together
 */
record WriteShape(int pointsOfAsset, int messages) {
  static final int POINTS = 1_000;
  static final int SECONDS_APART = 10;

  /** 2026-10-01T00:00:00Z: what comes in a day from then on is in one partition. */
  private static final long BEGIN_MICROS = 1_790_812_800_000_000L;

  static final List<WriteShape> ALL = List.of(new WriteShape(20, 10), new WriteShape(1, 1));

  String name() {
    return assets() + "x" + pointsOfAsset + (messages == 1 ? "" : "x" + messages);
  }

  int assets() {
    return POINTS / pointsOfAsset;
  }

  /** In a record. */
  int readings() {
    return pointsOfAsset * messages;
  }

  AssetKey asset(int asset) {
    return AssetKey.of("bench", "w" + pointsOfAsset + "-" + asset);
  }

  /**
   * The bytes of a record.
   *
   * @param number among those of the asset, from 0
   */
  byte[] record(int asset, long number) {
    List<Measurements> batch = new ArrayList<>(messages);
    for (int i = 0; i < messages; i++) {
      long message = number * messages + i;
      // Clocks of devices are not aligned.
      long time =
          BEGIN_MICROS + (message * SECONDS_APART * 1_000L + (asset * 7_919L) % 10_000) * 1_000;
      MeasurementsBuilder builder =
          Measurements.builder(asset(asset), "mqtt:bench")
              .sourceSequence(message + 1)
              .receivedTimeMicros(time + 100_000);
      for (int point = 0; point < pointsOfAsset; point++) {
        builder.add("p-" + point, time, value(asset * 31 + point, message));
      }
      batch.add(builder.build());
    }
    return MeasurementsSerde.encode(batch);
  }

  /** A level with a swing and noise. */
  private static double value(int point, long message) {
    long mixed = (point + message * 1_000_003L) * 0x9E3779B97F4A7C15L;
    double noise = (mixed >>> 11) / (double) (1L << 53);
    return 50 + point % 17 + 5 * Math.sin(message / 300.0 + point) + noise;
  }
}
