package io.millwright.gateway.reading;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.BatchLayout;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.MeasurementBatch;

/**
 * A {@link MeasurementBatch} as a device sends it. Its source and time of receipt are the gateway's
 * to say and are not read; tenant and asset may be left out, because the address has them.
 */
final class ProtobufBody {
  /** As of the other formats; differences of such times cannot overflow. */
  private static final long FARTHEST_MICROS = 900_000_000_000_000_000L;

  private final ReadingLimits limits;

  ProtobufBody(ReadingLimits limits) {
    this.limits = limits;
  }

  Measurements read(AssetKey asset, DeviceMessage message) throws UnusableMessageException {
    MeasurementBatch batch;
    try {
      batch = MeasurementBatch.parseFrom(message.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new UnusableMessageException(
          Rejection.Kind.SYNTAX,
          "the body is not a MeasurementBatch in protobuf ("
              + Shown.text(String.valueOf(e.getMessage()))
              + "): see measurement_batch.proto");
    }
    agree("tenant", batch.getTenant(), asset.tenant().value());
    agree("asset", batch.getAsset(), asset.asset().value());
    int size = batch.getValueCount();
    BatchLayout layout = layout(batch);
    checkColumns(batch, layout);
    if (batch.getSourceSequence() < 0) {
      throw content(
          "source_sequence is "
              + batch.getSourceSequence()
              + ": send a number from 1 that rises by one with each message, or leave it out");
    }
    long received = message.receivedTimeMicros();
    MeasurementsBuilder builder =
        Measurements.builder(asset, message.source())
            .receivedTimeMicros(received)
            .sourceSequence(batch.getSourceSequence());
    boolean allGood = batch.getQualityCount() == 0;
    for (int i = 0; i < size; i++) {
      int entry = layout.pointIndexOf(i);
      int point = batch.getPointIndex(entry);
      if (point < 0 || point >= batch.getPointsCount()) {
        throw content(
            "point_index "
                + entry
                + " is "
                + Integer.toUnsignedString(point)
                + ": it must be below "
                + batch.getPointsCount()
                + ", the number of points");
      }
      long time = time(batch.getBaseTimeMicros(), batch.getTimeOffsetMicros(layout.timeOf(i)));
      try {
        builder.add(
            batch.getPoints(point),
            time,
            batch.getValue(i),
            allGood ? Quality.GOOD : Quality.ofCode(batch.getQuality(i)));
      } catch (IllegalArgumentException e) {
        throw content(String.valueOf(e.getMessage()));
      }
    }
    return builder.build();
  }

  private static void agree(String field, String inBody, String inAddress)
      throws UnusableMessageException {
    if (!inBody.isEmpty() && !inBody.equals(inAddress)) {
      throw content(
          field
              + " '"
              + Shown.text(inBody)
              + "' of the body is not '"
              + inAddress
              + "' of the address: leave it out of the body");
    }
  }

  private static BatchLayout layout(MeasurementBatch batch) throws UnusableMessageException {
    try {
      return BatchLayout.of(batch);
    } catch (IllegalArgumentException e) {
      throw content(String.valueOf(e.getMessage()));
    }
  }

  private void checkColumns(MeasurementBatch batch, BatchLayout layout)
      throws UnusableMessageException {
    int size = layout.readings();
    int indexes = layout.pointIndexes();
    int times = layout.times();
    int qualities = batch.getQualityCount();
    if (batch.getPointIndexCount() != indexes
        || batch.getTimeOffsetMicrosCount() != times
        || qualities != 0 && qualities != size) {
      throw content(
          "the columns differ in length: "
              + batch.getPointIndexCount()
              + " of point_index"
              + instead(batch.getPointIndexCount(), indexes)
              + ", "
              + batch.getTimeOffsetMicrosCount()
              + " of time_offset_micros"
              + instead(batch.getTimeOffsetMicrosCount(), times)
              + ", "
              + size
              + " of value, "
              + qualities
              + " of quality (which may be empty)");
    }
    if (size == 0) {
      throw content("the batch holds no reading");
    }
    if (size > limits.maxReadings()) {
      throw new UnusableMessageException(
          Rejection.Kind.SIZE,
          "the message holds more than "
              + limits.maxReadings()
              + " readings: send several messages");
    }
  }

  private static String instead(int count, int expected) {
    return count == expected ? "" : " instead of " + expected;
  }

  private static long time(long base, long offset) throws UnusableMessageException {
    long micros;
    try {
      micros = Math.addExact(base, offset);
    } catch (ArithmeticException e) {
      throw outOfRange(base, offset);
    }
    if (micros >= FARTHEST_MICROS || micros <= -FARTHEST_MICROS) {
      throw outOfRange(base, offset);
    }
    return micros;
  }

  private static UnusableMessageException outOfRange(long base, long offset) {
    return EventTime.time(
        "base_time_micros " + base + " plus offset " + offset + " is out of range");
  }

  private static UnusableMessageException content(String reason) {
    return new UnusableMessageException(Rejection.Kind.CONTENT, reason);
  }
}
