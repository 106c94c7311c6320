package io.millwright.contracts.measurement;

import io.millwright.contracts.asset.AssetKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one asset from one device message, or from several that came together, as
 * columns. A reading is a place {@code i} in them, from 0 to {@link #size()}, and never an object
 * of its own.
 *
 * <p>Times are microseconds since 1970-01-01T00:00:00Z. Values are finite, in the unit of their
 * point. Immutable: a {@link Builder} makes one.
 */
public final class Measurements {
  /** More readings than this are not accepted in one batch. */
  public static final int MAX_READINGS = 100_000;

  /** Shared by scans of one size; nobody changes it. */
  private static volatile int[] latestInOrder = {};

  final AssetKey asset;
  final String source;
  final long sourceSequence;
  private final long receivedTimeMicros;
  final List<String> points;
  final int[] pointIndex;

  /** Null when all readings are of one time. */
  private final long @Nullable [] timeMicros;

  private final long oneTimeMicros;
  final double[] values;

  /** Null when all are GOOD. */
  final short @Nullable [] qualityCodes;

  /** Null when no reading has one. */
  final byte @Nullable [] reasonCodes;

  /**
   * Number of the reading's message less that of the first; null when there is only one message.
   */
  final int @Nullable [] sequenceOffsets;

  /** For each point, null = not stated; null when the source states none. */
  private final @Nullable String @Nullable [] statedUnits;

  private Measurements(Builder builder) {
    int size = builder.size;
    boolean exact = builder.values.length == size;
    this.asset = builder.asset;
    this.source = builder.source;
    this.sourceSequence = builder.sourceSequence;
    this.receivedTimeMicros = builder.receivedTimeMicros;
    this.points = builder.points.done();
    this.pointIndex = exact ? builder.pointIndex : Arrays.copyOf(builder.pointIndex, size);
    this.timeMicros = exact ? builder.timeMicros : Arrays.copyOf(builder.timeMicros, size);
    this.oneTimeMicros = 0;
    this.values = exact ? builder.values : Arrays.copyOf(builder.values, size);
    this.qualityCodes =
        builder.qualityCodes == null ? null : Arrays.copyOf(builder.qualityCodes, size);
    this.reasonCodes =
        builder.reasonCodes == null ? null : Arrays.copyOf(builder.reasonCodes, size);
    this.sequenceOffsets =
        builder.sequenceOffsets == null ? null : Arrays.copyOf(builder.sequenceOffsets, size);
    this.statedUnits =
        builder.statedUnits == null ? null : Arrays.copyOf(builder.statedUnits, points.size());
  }

  private Measurements(
      AssetKey asset,
      String source,
      List<String> points,
      long oneTimeMicros,
      double[] values,
      long sourceSequence,
      long receivedTimeMicros) {
    this.asset = asset;
    this.source = source;
    this.sourceSequence = sourceSequence;
    this.receivedTimeMicros = receivedTimeMicros;
    this.points = points;
    this.pointIndex = inOrder(values.length);
    this.timeMicros = null;
    this.oneTimeMicros = oneTimeMicros;
    this.values = values;
    this.qualityCodes = null;
    this.reasonCodes = null;
    this.sequenceOffsets = null;
    this.statedUnits = null;
  }

  private Measurements(Revision revision) {
    this.asset = revision.of.asset;
    this.source = revision.of.source;
    this.sourceSequence = revision.of.sourceSequence;
    this.receivedTimeMicros = revision.of.receivedTimeMicros;
    this.points = revision.of.points;
    this.pointIndex = revision.of.pointIndex;
    this.timeMicros = revision.timeMicros;
    this.oneTimeMicros = revision.of.oneTimeMicros;
    this.values = revision.values;
    this.qualityCodes = revision.qualityCodes;
    this.reasonCodes = revision.reasonCodes;
    this.sequenceOffsets = revision.of.sequenceOffsets;
    this.statedUnits = null;
  }

  private Measurements(MeasurementsUnion union) {
    Measurements first = union.first;
    this.asset = first.asset;
    this.source = first.source;
    this.sourceSequence = first.sourceSequence;
    this.receivedTimeMicros = first.receivedTimeMicros;
    this.points = union.points;
    this.pointIndex = union.pointIndex;
    this.timeMicros = union.timeMicros;
    this.oneTimeMicros = 0;
    this.values = union.values;
    this.qualityCodes = union.qualityCodes;
    this.reasonCodes = union.reasonCodes;
    this.sequenceOffsets = union.sequenceOffsets;
    this.statedUnits = null;
  }

  public static Builder builder(AssetKey asset, String source) {
    return new Builder(asset, source, null);
  }

  /**
   * A builder for readings that will probably be of the same points in the same order as an earlier
   * batch: then nothing is allocated for their names.
   *
   * @param usualPoints {@link #points} of the earlier batch
   */
  public static Builder builder(AssetKey asset, String source, List<String> usualPoints) {
    return new Builder(asset, source, usualPoints);
  }

  /**
   * One good reading of each point, all of one time.
   *
   * @param points {@link #points} of an earlier batch
   * @param values one for each point, finite; not copied: the caller must not change it any more
   * @throws IllegalArgumentException if there is no value, one is missing or not finite, or the
   *     number is negative
   */
  public static Measurements ofScan(
      AssetKey asset,
      String source,
      List<String> points,
      long timeMicros,
      double[] values,
      long sourceSequence,
      long receivedTimeMicros) {
    if (values.length == 0 || values.length != points.size() || sourceSequence < 0) {
      throw new IllegalArgumentException(
          values.length + " values of " + points.size() + " points, number " + sourceSequence);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw notFinite(points.get(i), values[i]);
      }
    }
    return new Measurements(
        asset, source, points, timeMicros, values, sourceSequence, receivedTimeMicros);
  }

  /** 0, 1, 2... */
  private static int[] inOrder(int size) {
    int[] latest = latestInOrder;
    if (latest.length != size) {
      latest = new int[size];
      Arrays.setAll(latest, i -> i);
      latestInOrder = latest;
    }
    return latest;
  }

  private static IllegalArgumentException notFinite(String point, double value) {
    return new IllegalArgumentException(
        "value of measurement point '" + point + "' must be finite, but was " + value);
  }

  /**
   * The readings of several messages of one source about one asset as one batch, in their order.
   * Its number is that of the first message, its time of receipt too, and no unit is stated.
   *
   * @param batches at least one, with rising numbers if the source numbers its messages
   * @throws IllegalArgumentException if they do not belong together, or hold too many readings
   */
  static Measurements merge(List<Measurements> batches) {
    return batches.size() == 1 ? batches.get(0) : new Measurements(new MeasurementsUnion(batches));
  }

  /** Whether it is one good reading of each of its points, in their order, all of one time. */
  boolean isScan() {
    return timeMicros == null && qualityCodes == null && reasonCodes == null;
  }

  /** Whether these are scans of the same points that can be {@link #merge}d. */
  static boolean areScans(List<Measurements> batches) {
    Measurements first = batches.get(0);
    if (batches.size() > MAX_READINGS / Math.max(1, first.size())) {
      return false;
    }
    for (Measurements batch : batches) {
      if (!batch.isScan() || !batch.points.equals(first.points) || !batch.belongsBehind(first)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it can be merged with a batch that came before it, or is that one. */
  boolean belongsBehind(Measurements first) {
    return asset.equals(first.asset)
        && source.equals(first.source)
        && (sourceSequence == 0) == (first.sourceSequence == 0)
        && sequenceOffsets == null
        && sourceSequence - first.sourceSequence >= 0
        && sourceSequence - first.sourceSequence <= Integer.MAX_VALUE;
  }

  /** A copy to change readings of, whose units are no longer stated. */
  public Revision revision() {
    return new Revision(this, values.clone());
  }

  /**
   * The same readings with other values, whose units are no longer stated.
   *
   * @param others one for each reading; not copied: the caller must not change it any more
   * @throws IllegalArgumentException if a value is missing or not finite
   */
  public Measurements withValues(double[] others) {
    if (others.length != values.length) {
      throw new IllegalArgumentException(others.length + " values of " + values.length);
    }
    return new Revision(this, others).done();
  }

  public AssetKey asset() {
    return asset;
  }

  /** Who sent it, as {@code protocol:identity}. */
  public String source() {
    return source;
  }

  /**
   * Number of the message within its source, rising by one from 1; of the first one if there are
   * several; 0 = the source does not number its messages.
   */
  public long sourceSequence() {
    return sourceSequence;
  }

  /** Number of the message that brought a reading; 0 = the source does not number its messages. */
  public long sourceSequence(int i) {
    return sequenceOffsets == null ? sourceSequence : sourceSequence + sequenceOffsets[i];
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
    return timeMicros == null ? oneTimeMicros : timeMicros[i];
  }

  /** Event time of the newest reading; {@link Long#MIN_VALUE} if there is none. */
  public long newestTimeMicros() {
    if (timeMicros == null) {
      return oneTimeMicros;
    }
    long newest = Long.MIN_VALUE;
    for (long time : timeMicros) {
      newest = Math.max(newest, time);
    }
    return newest;
  }

  /** Event time of the oldest reading; {@link Long#MAX_VALUE} if there is none. */
  public long oldestTimeMicros() {
    if (timeMicros == null) {
      return oneTimeMicros;
    }
    long oldest = Long.MAX_VALUE;
    for (long time : timeMicros) {
      oldest = Math.min(oldest, time);
    }
    return oldest;
  }

  /** The time of each reading, not to be changed. */
  long[] times() {
    if (timeMicros != null) {
      return timeMicros;
    }
    long[] times = new long[values.length];
    Arrays.fill(times, oneTimeMicros);
    return times;
  }

  void copyTimes(long[] target, int at) {
    if (timeMicros == null) {
      Arrays.fill(target, at, at + values.length, oneTimeMicros);
    } else {
      System.arraycopy(timeMicros, 0, target, at, values.length);
    }
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Measurements that
        && asset.equals(that.asset)
        && source.equals(that.source)
        && sourceSequence == that.sourceSequence
        && receivedTimeMicros == that.receivedTimeMicros
        && points.equals(that.points)
        && Arrays.equals(pointIndex, that.pointIndex)
        && Arrays.equals(times(), that.times())
        && Arrays.equals(values, that.values)
        && Arrays.equals(qualityCodes, that.qualityCodes)
        && Arrays.equals(reasonCodes, that.reasonCodes)
        && Arrays.equals(sequenceOffsets, that.sequenceOffsets)
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

    private Builder(AssetKey asset, String source, @Nullable List<String> usualPoints) {
      int capacity = usualPoints == null ? SMALL : Math.max(1, usualPoints.size());
      this.asset = asset;
      this.source = source;
      this.points = new PointDictionary(usualPoints == null ? List.of() : usualPoints);
      this.pointIndex = new int[capacity];
      this.timeMicros = new long[capacity];
      this.values = new double[capacity];
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
    public Builder add(int point, long timeMicros, double value) {
      return addAt(point, timeMicros, value, Quality.GOOD, QualityReason.NONE);
    }

    /**
     * States the UCUM unit that the source sends a point in.
     *
     * @throws IllegalArgumentException if the name of the point is not valid
     */
    public Builder statedUnit(String point, String unit) {
      int index = points.indexOf(point);
      if (statedUnits == null) {
        statedUnits = new String[Math.max(8, index + 1)];
      } else if (index >= statedUnits.length) {
        statedUnits = Arrays.copyOf(statedUnits, index * 2);
      }
      statedUnits[index] = unit;
      return this;
    }

    private Builder addAt(
        int index, long time, double value, Quality quality, QualityReason reason) {
      if (!Double.isFinite(value)) {
        throw notFinite(points.get(index), value);
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

  /** Changes readings in place, in columns of its own; one revision makes one batch. */
  public static final class Revision {
    private final Measurements of;
    private final double[] values;
    private long @Nullable [] timeMicros;
    private short @Nullable [] qualityCodes;
    private byte @Nullable [] reasonCodes;

    private Revision(Measurements of, double[] values) {
      this.of = of;
      this.timeMicros = of.timeMicros;
      this.values = values;
      this.qualityCodes = of.qualityCodes == null ? null : of.qualityCodes.clone();
      this.reasonCodes = of.reasonCodes == null ? null : of.reasonCodes.clone();
    }

    public void timeMicros(int i, long micros) {
      if (timeMicros == null || timeMicros == of.timeMicros) {
        timeMicros = of.times().clone();
      }
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
          throw notFinite(of.point(i), values[i]);
        }
      }
      return new Measurements(this);
    }
  }
}
