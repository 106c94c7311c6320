package io.millwright.contracts.measurement;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns of several batches put one behind the other. */
final class MeasurementsUnion {
  private final Measurements first;
  private final List<String> points;
  private final int[] pointIndex;
  private final long[] timeMicros;
  private final double[] values;
  private final short @Nullable [] qualityCodes;
  private final byte @Nullable [] reasonCodes;
  private final int @Nullable [] sequenceOffsets;

  MeasurementsUnion(List<Measurements> batches) {
    first = batches.get(0);
    int size = 0;
    boolean good = true;
    boolean withoutReasons = true;
    boolean samePoints = true;
    for (Measurements batch : batches) {
      checkBelongs(batch);
      size += batch.size();
      good &= batch.qualityCodes == null;
      withoutReasons &= batch.reasonCodes == null;
      samePoints &= batch.points.equals(first.points);
    }
    if (size > Measurements.MAX_READINGS) {
      throw new IllegalArgumentException(
          "a batch holds at most "
              + Measurements.MAX_READINGS
              + " readings, and "
              + size
              + " were merged");
    }
    pointIndex = new int[size];
    timeMicros = new long[size];
    values = new double[size];
    qualityCodes = good ? null : new short[size];
    reasonCodes = withoutReasons ? null : new byte[size];
    sequenceOffsets = first.sourceSequence == 0 || size == 0 ? null : new int[size];
    points = samePoints ? first.points : union(batches);
    int at = 0;
    for (Measurements batch : batches) {
      append(batch, at, samePoints);
      at += batch.size();
    }
  }

  /** All of them as one batch, with the number and the time of receipt of the first. */
  Measurements done() {
    return new Measurements(
        first.asset,
        first.source,
        first.sourceSequence,
        first.receivedTimeMicros(),
        new Measurements.Columns(
            points,
            pointIndex,
            timeMicros,
            0,
            values,
            qualityCodes,
            reasonCodes,
            sequenceOffsets,
            null));
  }

  private void checkBelongs(Measurements batch) {
    if (!batch.belongsBehind(first)) {
      throw new IllegalArgumentException(batch + " cannot be merged with " + first);
    }
  }

  private static List<String> union(List<Measurements> batches) {
    Set<String> names = new LinkedHashSet<>();
    for (Measurements batch : batches) {
      names.addAll(batch.points);
    }
    return List.copyOf(names);
  }

  private void append(Measurements batch, int at, boolean samePoints) {
    int size = batch.size();
    batch.copyTimes(timeMicros, at);
    System.arraycopy(batch.values, 0, values, at, size);
    if (samePoints) {
      System.arraycopy(batch.pointIndex, 0, pointIndex, at, size);
    } else {
      int[] placeOf = batch.points.stream().mapToInt(points::indexOf).toArray();
      for (int i = 0; i < size; i++) {
        pointIndex[at + i] = placeOf[batch.pointIndex[i]];
      }
    }
    if (qualityCodes != null) {
      for (int i = 0; i < size; i++) {
        qualityCodes[at + i] = (short) batch.quality(i).code();
      }
    }
    if (reasonCodes != null && batch.reasonCodes != null) {
      System.arraycopy(batch.reasonCodes, 0, reasonCodes, at, size);
    }
    if (sequenceOffsets != null) {
      Arrays.fill(
          sequenceOffsets, at, at + size, (int) (batch.sourceSequence - first.sourceSequence));
    }
  }
}
