package io.millwright.contracts.measurement;

import io.millwright.contracts.asset.AssetKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects readings; one builder makes one batch. */
public final class MeasurementsBuilder {
  /** Many devices send one value a message. */
  private static final int SMALL = 8;

  private final AssetKey asset;
  private final String source;
  private final PointDictionary points;
  private long sourceSequence;
  private long receivedTimeMicros;
  private int size;
  private int[] pointIndex;
  private long[] timeMicros;
  private double[] values;
  private short @Nullable [] qualityCodes;
  private byte @Nullable [] reasonCodes;
  private int @Nullable [] sequenceOffsets;
  private @Nullable String @Nullable [] statedUnits;

  MeasurementsBuilder(AssetKey asset, String source, @Nullable List<String> usualPoints) {
    int capacity = usualPoints == null ? SMALL : Math.max(1, usualPoints.size());
    this.asset = asset;
    this.source = source;
    this.points = new PointDictionary(usualPoints == null ? List.of() : usualPoints);
    this.pointIndex = new int[capacity];
    this.timeMicros = new long[capacity];
    this.values = new double[capacity];
  }

  public MeasurementsBuilder sourceSequence(long sourceSequence) {
    if (sourceSequence < 0) {
      throw new IllegalArgumentException(
          "source sequence must be 0 or more, but was " + sourceSequence);
    }
    this.sourceSequence = sourceSequence;
    return this;
  }

  public MeasurementsBuilder receivedTimeMicros(long receivedTimeMicros) {
    this.receivedTimeMicros = receivedTimeMicros;
    return this;
  }

  public int size() {
    return size;
  }

  /** Adds a good reading. */
  public MeasurementsBuilder add(String point, long timeMicros, double value) {
    return add(point, timeMicros, value, Quality.GOOD);
  }

  /**
   * Adds a reading.
   *
   * @throws IllegalArgumentException if the name is not valid, the value not finite, or the batch
   *     full
   */
  public MeasurementsBuilder add(String point, long timeMicros, double value, Quality quality) {
    return add(point, timeMicros, value, quality, QualityReason.NONE);
  }

  /** Adds a reading and why it has its quality; otherwise as the other {@code add}. */
  public MeasurementsBuilder add(
      String point, long timeMicros, double value, Quality quality, QualityReason reason) {
    return addAt(points.indexOf(point), timeMicros, value, quality, reason);
  }

  /**
   * Place of a point in the dictionary, for {@link #add(int, long, double)}; a new one is put at
   * its end.
   *
   * @throws IllegalArgumentException if the name is not valid
   */
  public int point(String name) {
    return points.indexOf(name);
  }

  /** Adds a good reading of a point whose place is known; otherwise as the other {@code add}. */
  public MeasurementsBuilder add(int point, long timeMicros, double value) {
    return addAt(point, timeMicros, value, Quality.GOOD, QualityReason.NONE);
  }

  /**
   * States the UCUM unit that the source sends a point in.
   *
   * @throws IllegalArgumentException if the name of the point is not valid
   */
  public MeasurementsBuilder statedUnit(String point, String unit) {
    int index = points.indexOf(point);
    if (statedUnits == null) {
      statedUnits = new String[Math.max(8, index + 1)];
    } else if (index >= statedUnits.length) {
      statedUnits = Arrays.copyOf(statedUnits, index * 2);
    }
    statedUnits[index] = unit;
    return this;
  }

  private MeasurementsBuilder addAt(
      int index, long time, double value, Quality quality, QualityReason reason) {
    if (!Double.isFinite(value)) {
      throw Measurements.notFinite(points.get(index), value);
    }
    if (size == Measurements.MAX_READINGS) {
      throw new IllegalArgumentException(
          "a batch holds at most " + Measurements.MAX_READINGS + " readings: send several");
    }
    if (size == values.length) {
      pointIndex = Arrays.copyOf(pointIndex, size * 2);
      timeMicros = Arrays.copyOf(timeMicros, size * 2);
      values = Arrays.copyOf(values, size * 2);
      if (qualityCodes != null) {
        qualityCodes = Arrays.copyOf(qualityCodes, size * 2);
      }
      if (reasonCodes != null) {
        reasonCodes = Arrays.copyOf(reasonCodes, size * 2);
      }
    }
    if (quality != Quality.GOOD && qualityCodes == null) {
      qualityCodes = new short[values.length];
      Arrays.fill(qualityCodes, 0, size, (short) Quality.GOOD.code());
    }
    if (qualityCodes != null) {
      qualityCodes[size] = (short) quality.code();
    }
    if (reason != QualityReason.NONE && reasonCodes == null) {
      reasonCodes = new byte[values.length];
    }
    if (reasonCodes != null) {
      reasonCodes[size] = (byte) reason.code();
    }
    pointIndex[size] = index;
    timeMicros[size] = time;
    values[size] = value;
    size++;
    return this;
  }

  /** The batch; it may be empty. */
  public Measurements build() {
    boolean exact = values.length == size;
    return new Measurements(
        asset,
        source,
        sourceSequence,
        receivedTimeMicros,
        new Measurements.Columns(
            points.done(),
            exact ? pointIndex : Arrays.copyOf(pointIndex, size),
            exact ? timeMicros : Arrays.copyOf(timeMicros, size),
            0,
            exact ? values : Arrays.copyOf(values, size),
            qualityCodes == null ? null : Arrays.copyOf(qualityCodes, size),
            reasonCodes == null ? null : Arrays.copyOf(reasonCodes, size),
            sequenceOffsets == null ? null : Arrays.copyOf(sequenceOffsets, size),
            statedUnits == null ? null : Arrays.copyOf(statedUnits, points.size())));
  }

  /** For the decoder, whose dictionary is already made. */
  void dictionary(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (points.indexOf(names.get(i)) != i) {
        throw new IllegalArgumentException(
            "measurement point '" + names.get(i) + "' is twice in the dictionary");
      }
    }
  }

  /** For the decoder: one offset for each reading, none negative. */
  void sequenceOffsets(int[] offsets) {
    for (int offset : offsets) {
      if (offset < 0) {
        throw new IllegalArgumentException(
            "a sequence offset must be from 0 to 2147483647, but was "
                + Integer.toUnsignedString(offset));
      }
    }
    sequenceOffsets = offsets;
  }

  void addEncoded(int index, long time, double value, int qualityCode, int reasonCode) {
    if (index < 0 || index >= points.size()) {
      throw new IllegalArgumentException(
          "point index " + index + " is outside the dictionary of " + points.size());
    }
    addAt(index, time, value, Quality.ofCode(qualityCode), QualityReason.ofCode(reasonCode));
  }
}
