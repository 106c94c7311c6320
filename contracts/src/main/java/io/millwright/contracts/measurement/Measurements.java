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
 * point. Immutable: a {@link MeasurementsBuilder} makes one.
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
  final long @Nullable [] timeMicros;

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

  Measurements(
      AssetKey asset, String source, long sourceSequence, long receivedTimeMicros, Columns of) {
    this.asset = asset;
    this.source = source;
    this.sourceSequence = sourceSequence;
    this.receivedTimeMicros = receivedTimeMicros;
    this.points = of.points;
    this.pointIndex = of.pointIndex;
    this.timeMicros = of.timeMicros;
    this.oneTimeMicros = of.oneTimeMicros;
    this.values = of.values;
    this.qualityCodes = of.qualityCodes;
    this.reasonCodes = of.reasonCodes;
    this.sequenceOffsets = of.sequenceOffsets;
    this.statedUnits = of.statedUnits;
  }

  public static MeasurementsBuilder builder(AssetKey asset, String source) {
    return new MeasurementsBuilder(asset, source, null);
  }

  /**
   * A builder for readings that will probably be of the same points in the same order as an earlier
   * batch: then nothing is allocated for their names.
   *
   * @param usualPoints {@link #points} of the earlier batch
   */
  public static MeasurementsBuilder builder(
      AssetKey asset, String source, List<String> usualPoints) {
    return new MeasurementsBuilder(asset, source, usualPoints);
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
        asset,
        source,
        sourceSequence,
        receivedTimeMicros,
        new Columns(
            points, inOrder(values.length), null, timeMicros, values, null, null, null, null));
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

  static IllegalArgumentException notFinite(String point, double value) {
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
    return batches.size() == 1 ? batches.get(0) : new MeasurementsUnion(batches).done();
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
  public MeasurementsRevision revision() {
    return new MeasurementsRevision(this, values.clone());
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
    return new MeasurementsRevision(this, others).done();
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

  /** These columns with others in their places, for the same points and messages. */
  Columns columns(
      long @Nullable [] timeMicros,
      double[] values,
      short @Nullable [] qualityCodes,
      byte @Nullable [] reasonCodes) {
    return new Columns(
        points,
        pointIndex,
        timeMicros,
        oneTimeMicros,
        values,
        qualityCodes,
        reasonCodes,
        sequenceOffsets,
        null);
  }

  /** The columns of a batch, as its fields say. */
  @SuppressWarnings("ArrayRecordComponent")
  record Columns(
      List<String> points,
      int[] pointIndex,
      long @Nullable [] timeMicros,
      long oneTimeMicros,
      double[] values,
      short @Nullable [] qualityCodes,
      byte @Nullable [] reasonCodes,
      int @Nullable [] sequenceOffsets,
      @Nullable String @Nullable [] statedUnits) {}
}
