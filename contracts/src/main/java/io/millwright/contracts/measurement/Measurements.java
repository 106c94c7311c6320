package io.millwright.contracts.measurement;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one asset from one device message, as columns. A reading is a place {@code i} in
 * them, from 0 to {@link #size()}, and never an object of its own.
 *
 * <p>Times are microseconds since 1970-01-01T00:00:00Z. Values are finite, in the unit of their
 * point. Immutable: a {@link Builder} makes one.
 */
public final class Measurements {
  /** More readings than this are not accepted in one batch. */
  public static final int MAX_READINGS = 100_000;

  private final AssetKey asset;
  private final String source;
  private final long sourceSequence;
  private final long receivedTimeMicros;
  private final List<String> points;
  private final int[] pointIndex;
  private final long[] timeMicros;
  private final double[] values;

  /** Null when all are GOOD. */
  private final short @Nullable [] qualityCodes;

  /** Null when no reading has one. */
  private final byte @Nullable [] reasonCodes;

  /** For each point, null = not stated; null when the source states none. */
  private final @Nullable String @Nullable [] statedUnits;

  private Measurements(Builder builder) {
    this.asset = builder.asset;
    this.source = builder.source;
    this.sourceSequence = builder.sourceSequence;
    this.receivedTimeMicros = builder.receivedTimeMicros;
    this.points = List.copyOf(builder.points);
    this.pointIndex = Arrays.copyOf(builder.pointIndex, builder.size);
    this.timeMicros = Arrays.copyOf(builder.timeMicros, builder.size);
    this.values = Arrays.copyOf(builder.values, builder.size);
    this.qualityCodes =
        builder.qualityCodes == null ? null : Arrays.copyOf(builder.qualityCodes, builder.size);
    this.reasonCodes =
        builder.reasonCodes == null ? null : Arrays.copyOf(builder.reasonCodes, builder.size);
    this.statedUnits =
        builder.statedUnits == null
            ? null
            : Arrays.copyOf(builder.statedUnits, builder.points.size());
  }

  private Measurements(Revision revision) {
    this.asset = revision.of.asset;
    this.source = revision.of.source;
    this.sourceSequence = revision.of.sourceSequence;
    this.receivedTimeMicros = revision.of.receivedTimeMicros;
    this.points = revision.of.points;
    this.pointIndex = revision.of.pointIndex;
    this.timeMicros = revision.timeMicros;
    this.values = revision.values;
    this.qualityCodes = revision.qualityCodes;
    this.reasonCodes = revision.reasonCodes;
    this.statedUnits = null;
  }

  public static Builder builder(AssetKey asset, String source) {
    return new Builder(asset, source);
  }

  /** A copy to change readings of, whose units are no longer stated. */
  public Revision revision() {
    return new Revision(this);
  }

  public AssetKey asset() {
    return asset;
  }

  /** Who sent it, as {@code protocol:identity}. */
  public String source() {
    return source;
  }

  /**
   * Number of the message within its source, rising by one from 1; 0 = the source does not number
   * its messages.
   */
  public long sourceSequence() {
    return sourceSequence;
  }

  public long receivedTimeMicros() {
    return receivedTimeMicros;
  }

  public int size() {
    return values.length;
  }

  /** The dictionary that {@link #pointIndex} points into; each name once. */
  public List<String> points() {
    return points;
  }

  public int pointIndex(int i) {
    return pointIndex[i];
  }

  public String point(int i) {
    return points.get(pointIndex[i]);
  }

  public long timeMicros(int i) {
    return timeMicros[i];
  }

  public double value(int i) {
    return values[i];
  }

  public Quality quality(int i) {
    return qualityCodes == null ? Quality.GOOD : Quality.ofCode(qualityCodes[i]);
  }

  /** Why the reading has its quality. */
  public QualityReason qualityReason(int i) {
    return reasonCodes == null ? QualityReason.NONE : QualityReason.ofCode(reasonCodes[i]);
  }

  /** Whether no source has stated a unit for any point. */
  public boolean unitsUnstated() {
    return statedUnits == null;
  }

  /**
   * The UCUM unit that the source states for a point; null = none. Not kept on the way to Kafka: by
   * then values are in the unit of their point.
   *
   * @param index place of the point in {@link #points}
   */
  public @Nullable String statedUnit(int index) {
    return statedUnits == null ? null : statedUnits[index];
  }

  boolean allGood() {
    return qualityCodes == null;
  }

  boolean withoutReasons() {
    return reasonCodes == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Measurements that
        && asset.equals(that.asset)
        && source.equals(that.source)
        && sourceSequence == that.sourceSequence
        && receivedTimeMicros == that.receivedTimeMicros
        && points.equals(that.points)
        && Arrays.equals(pointIndex, that.pointIndex)
        && Arrays.equals(timeMicros, that.timeMicros)
        && Arrays.equals(values, that.values)
        && Arrays.equals(qualityCodes, that.qualityCodes)
        && Arrays.equals(reasonCodes, that.reasonCodes)
        && Arrays.equals(statedUnits, that.statedUnits);
  }

  @Override
  public int hashCode() {
    return 31 * asset.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Measurements["
        + asset
        + " from "
        + source
        + " #"
        + sourceSequence
        + ", "
        + size()
        + " readings]";
  }

  /** Collects readings; one builder makes one batch. */
  public static final class Builder {
    /** Many devices send one value a message. */
    private static final int SMALL = 8;

    private final AssetKey asset;
    private final String source;
    private final List<String> points = new ArrayList<>();
    private final Map<String, Integer> indexOfPoint = new HashMap<>();
    private long sourceSequence;
    private long receivedTimeMicros;
    private int size;
    private int[] pointIndex = new int[SMALL];
    private long[] timeMicros = new long[SMALL];
    private double[] values = new double[SMALL];
    private short @Nullable [] qualityCodes;
    private byte @Nullable [] reasonCodes;
    private @Nullable String @Nullable [] statedUnits;

    private Builder(AssetKey asset, String source) {
      this.asset = asset;
      this.source = source;
    }

    public Builder sourceSequence(long sourceSequence) {
      if (sourceSequence < 0) {
        throw new IllegalArgumentException(
            "source sequence must be 0 or more, but was " + sourceSequence);
      }
      this.sourceSequence = sourceSequence;
      return this;
    }

    public Builder receivedTimeMicros(long receivedTimeMicros) {
      this.receivedTimeMicros = receivedTimeMicros;
      return this;
    }

    public int size() {
      return size;
    }

    /** Adds a good reading. */
    public Builder add(String point, long timeMicros, double value) {
      return add(point, timeMicros, value, Quality.GOOD);
    }

    /**
     * Adds a reading.
     *
     * @throws IllegalArgumentException if the name is not valid, the value not finite, or the batch
     *     full
     */
    public Builder add(String point, long timeMicros, double value, Quality quality) {
      return add(point, timeMicros, value, quality, QualityReason.NONE);
    }

    /** Adds a reading and why it has its quality; otherwise as the other {@code add}. */
    public Builder add(
        String point, long timeMicros, double value, Quality quality, QualityReason reason) {
      return addAt(indexOf(point), timeMicros, value, quality, reason);
    }

    /**
     * States the UCUM unit that the source sends a point in.
     *
     * @throws IllegalArgumentException if the name of the point is not valid
     */
    public Builder statedUnit(String point, String unit) {
      int index = indexOf(point);
      if (statedUnits == null) {
        statedUnits = new String[Math.max(8, index + 1)];
      } else if (index >= statedUnits.length) {
        statedUnits = Arrays.copyOf(statedUnits, index * 2);
      }
      statedUnits[index] = unit;
      return this;
    }

    private int indexOf(String point) {
      Integer known = indexOfPoint.get(point);
      if (known != null) {
        return known;
      }
      PointName.check(point);
      int index = points.size();
      indexOfPoint.put(point, index);
      points.add(point);
      return index;
    }

    private Builder addAt(
        int index, long time, double value, Quality quality, QualityReason reason) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "value of measurement point '"
                + points.get(index)
                + "' must be finite, but was "
                + value);
      }
      if (size == MAX_READINGS) {
        throw new IllegalArgumentException(
            "a batch holds at most " + MAX_READINGS + " readings: send several");
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
      return new Measurements(this);
    }

    /** For the decoder, whose dictionary is already made. */
    void dictionary(List<String> names) {
      for (String name : names) {
        PointName.check(name);
        if (indexOfPoint.put(name, points.size()) != null) {
          throw new IllegalArgumentException(
              "measurement point '" + name + "' is twice in the dictionary");
        }
        points.add(name);
      }
    }

    void addEncoded(int index, long time, double value, int qualityCode, int reasonCode) {
      if (index < 0 || index >= points.size()) {
        throw new IllegalArgumentException(
            "point index " + index + " is outside the dictionary of " + points.size());
      }
      addAt(index, time, value, Quality.ofCode(qualityCode), QualityReason.ofCode(reasonCode));
    }
  }

  /** Changes readings in place, in columns of its own; one revision makes one batch. */
  public static final class Revision {
    private final Measurements of;
    private final long[] timeMicros;
    private final double[] values;
    private short @Nullable [] qualityCodes;
    private byte @Nullable [] reasonCodes;

    private Revision(Measurements of) {
      this.of = of;
      this.timeMicros = of.timeMicros.clone();
      this.values = of.values.clone();
      this.qualityCodes = of.qualityCodes == null ? null : of.qualityCodes.clone();
      this.reasonCodes = of.reasonCodes == null ? null : of.reasonCodes.clone();
    }

    public void timeMicros(int i, long micros) {
      timeMicros[i] = micros;
    }

    /** Sets a value, which must be finite. */
    public void value(int i, double value) {
      values[i] = value;
    }

    public void quality(int i, Quality quality, QualityReason reason) {
      if (qualityCodes == null) {
        qualityCodes = new short[values.length];
        Arrays.fill(qualityCodes, (short) Quality.GOOD.code());
      }
      if (reasonCodes == null) {
        reasonCodes = new byte[values.length];
      }
      qualityCodes[i] = (short) quality.code();
      reasonCodes[i] = (byte) reason.code();
    }

    /**
     * The changed batch.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public Measurements done() {
      for (int i = 0; i < values.length; i++) {
        if (!Double.isFinite(values[i])) {
          throw new IllegalArgumentException(
              "value of measurement point '"
                  + of.point(i)
                  + "' must be finite, but was "
                  + values[i]);
        }
      }
      return new Measurements(this);
    }
  }
}
