package io.millwright.contracts.measurement;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.MeasurementBatch;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Measurements as the bytes of a {@link MeasurementBatch}. */
public final class MeasurementsSerde implements Serde<Measurements> {

  @Override
  public Serializer<Measurements> serializer() {
    return (topic, measurements) -> measurements == null ? null : encode(measurements);
  }

  @Override
  public Deserializer<Measurements> deserializer() {
    return (topic, bytes) -> bytes == null ? null : decode(bytes);
  }

  /** The bytes of a batch. */
  public static byte[] encode(Measurements batch) {
    return encode(batch, batch.isScan() ? Columns.ofScans(List.of(batch)) : Columns.of(batch));
  }

  /**
   * The bytes of several messages of one source about one asset as one batch, in their order. Its
   * number is that of the first message, its time of receipt too.
   *
   * @param messages at least one, with rising numbers if the source numbers its messages
   * @throws IllegalArgumentException if they do not belong together, or hold too many readings
   */
  public static byte[] encode(List<Measurements> messages) {
    return Measurements.areScans(messages)
        ? encode(messages.get(0), Columns.ofScans(messages))
        : encode(Measurements.merge(messages));
  }

  /** Written field by field, because a builder would hold every column a second time. */
  private static byte[] encode(Measurements first, Columns columns) {
    long[] times = columns.times;
    short[] qualities = columns.qualities;
    byte[] reasons = columns.reasons;
    int[] sequences = columns.sequences;
    long base = times.length == 0 ? 0 : times[0];
    int indexBytes = ColumnWriter.size(columns.pointIndex);
    int timeBytes = ColumnWriter.size(times, base);
    int valueBytes = columns.size() * Double.BYTES;
    int qualityBytes = qualities == null ? 0 : ColumnWriter.size(qualities);
    int reasonBytes = reasons == null ? 0 : ColumnWriter.size(reasons);
    int sequenceBytes = sequences == null ? 0 : ColumnWriter.size(sequences);
    int perScan = columns.readingsPerScan;
    byte[] bytes =
        new byte
            [headSize(first, base)
                + packedSize(MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes)
                + packedSize(MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, timeBytes)
                + packedSize(MeasurementBatch.VALUE_FIELD_NUMBER, valueBytes)
                + packedSize(MeasurementBatch.QUALITY_FIELD_NUMBER, qualityBytes)
                + packedSize(MeasurementBatch.QUALITY_REASON_FIELD_NUMBER, reasonBytes)
                + packedSize(MeasurementBatch.SEQUENCE_OFFSET_FIELD_NUMBER, sequenceBytes)
                + (perScan == 0
                    ? 0
                    : CodedOutputStream.computeUInt32Size(
                        MeasurementBatch.READINGS_PER_SCAN_FIELD_NUMBER, perScan))];
    ColumnWriter out = new ColumnWriter(bytes, writeHead(bytes, first, base));
    if (valueBytes > 0) {
      out.begin(MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes);
      out.unsigned(columns.pointIndex, indexBytes);
      out.begin(MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, timeBytes);
      out.offsets(times, base);
      out.begin(MeasurementBatch.VALUE_FIELD_NUMBER, valueBytes);
      for (Measurements batch : columns.batches) {
        out.fixed(batch.values);
      }
    }
    if (qualities != null && qualityBytes > 0) {
      out.begin(MeasurementBatch.QUALITY_FIELD_NUMBER, qualityBytes);
      out.unsigned(qualities);
    }
    if (reasons != null && reasonBytes > 0) {
      out.begin(MeasurementBatch.QUALITY_REASON_FIELD_NUMBER, reasonBytes);
      out.unsigned(reasons);
    }
    if (sequences != null && sequenceBytes > 0) {
      out.begin(MeasurementBatch.SEQUENCE_OFFSET_FIELD_NUMBER, sequenceBytes);
      out.unsigned(sequences, sequenceBytes);
    }
    if (perScan > 0) {
      out.number(MeasurementBatch.READINGS_PER_SCAN_FIELD_NUMBER, perScan);
    }
    if (out.position() != bytes.length) {
      throw new IllegalStateException("the size of a batch was reckoned wrong");
    }
    return bytes;
  }

  /**
   * The columns of a batch as they are written.
   *
   * @param batches whose values are written one behind the other
   * @param readingsPerScan 0 = each column has an entry for each reading
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
  private record Columns(
      int[] pointIndex,
      long[] times,
      List<Measurements> batches,
      short @Nullable [] qualities,
      byte @Nullable [] reasons,
      int @Nullable [] sequences,
      int readingsPerScan) {

    private static Columns of(Measurements batch) {
      return new Columns(
          batch.pointIndex,
          batch.times(),
          List.of(batch),
          batch.qualityCodes,
          batch.reasonCodes,
          batch.sequenceOffsets,
          0);
    }

    private static Columns ofScans(List<Measurements> scans) {
      Measurements first = scans.get(0);
      int count = scans.size();
      long[] times = new long[count];
      int[] sequences = count == 1 || first.sourceSequence == 0 ? null : new int[count];
      for (int i = 0; i < count; i++) {
        Measurements scan = scans.get(i);
        times[i] = scan.timeMicros(0);
        if (sequences != null) {
          sequences[i] = (int) (scan.sourceSequence - first.sourceSequence);
        }
      }
      return new Columns(first.pointIndex, times, scans, null, null, sequences, first.size());
    }

    private int size() {
      return readingsPerScan == 0 ? times.length : times.length * readingsPerScan;
    }
  }

  /** Writes what all readings have in common, and says how many bytes that are. */
  private static int writeHead(byte[] bytes, Measurements measurements, long base) {
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writeHead(out, measurements, base);
    } catch (IOException e) {
      throw new IllegalStateException("the size of a batch was reckoned wrong", e);
    }
    return out.getTotalBytesWritten();
  }

  private static void writeHead(CodedOutputStream out, Measurements measurements, long base)
      throws IOException {
    out.writeString(MeasurementBatch.TENANT_FIELD_NUMBER, measurements.asset().tenant().value());
    out.writeString(MeasurementBatch.ASSET_FIELD_NUMBER, measurements.asset().asset().value());
    if (!measurements.source().isEmpty()) {
      out.writeString(MeasurementBatch.SOURCE_FIELD_NUMBER, measurements.source());
    }
    if (measurements.sourceSequence() != 0) {
      out.writeUInt64(MeasurementBatch.SOURCE_SEQUENCE_FIELD_NUMBER, measurements.sourceSequence());
    }
    if (base != 0) {
      out.writeInt64(MeasurementBatch.BASE_TIME_MICROS_FIELD_NUMBER, base);
    }
    if (measurements.receivedTimeMicros() != 0) {
      out.writeInt64(
          MeasurementBatch.RECEIVED_TIME_MICROS_FIELD_NUMBER, measurements.receivedTimeMicros());
    }
    for (String point : measurements.points()) {
      out.writeString(MeasurementBatch.POINTS_FIELD_NUMBER, point);
    }
  }

  private static int headSize(Measurements measurements, long base) {
    int size =
        CodedOutputStream.computeStringSize(
                MeasurementBatch.TENANT_FIELD_NUMBER, measurements.asset().tenant().value())
            + CodedOutputStream.computeStringSize(
                MeasurementBatch.ASSET_FIELD_NUMBER, measurements.asset().asset().value());
    if (!measurements.source().isEmpty()) {
      size +=
          CodedOutputStream.computeStringSize(
              MeasurementBatch.SOURCE_FIELD_NUMBER, measurements.source());
    }
    if (measurements.sourceSequence() != 0) {
      size +=
          CodedOutputStream.computeUInt64Size(
              MeasurementBatch.SOURCE_SEQUENCE_FIELD_NUMBER, measurements.sourceSequence());
    }
    if (base != 0) {
      size +=
          CodedOutputStream.computeInt64Size(MeasurementBatch.BASE_TIME_MICROS_FIELD_NUMBER, base);
    }
    if (measurements.receivedTimeMicros() != 0) {
      size +=
          CodedOutputStream.computeInt64Size(
              MeasurementBatch.RECEIVED_TIME_MICROS_FIELD_NUMBER,
              measurements.receivedTimeMicros());
    }
    for (String point : measurements.points()) {
      size += CodedOutputStream.computeStringSize(MeasurementBatch.POINTS_FIELD_NUMBER, point);
    }
    return size;
  }

  /** A column without entries is not written. */
  private static int packedSize(int field, int bytes) {
    return bytes == 0
        ? 0
        : CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(bytes)
            + bytes;
  }

  /**
   * Reads a batch.
   *
   * @throws SerializationException if the bytes are no batch, or one that breaks a rule of {@link
   *     Measurements}
   */
  public static Measurements decode(byte[] bytes) {
    try {
      return decode(MeasurementBatch.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new SerializationException("not a measurement batch: " + e.getMessage(), e);
    }
  }

  private static Measurements decode(MeasurementBatch batch) {
    int size = batch.getValueCount();
    BatchLayout layout = BatchLayout.of(batch);
    check("point indexes", batch.getPointIndexCount(), layout.pointIndexes());
    check("times", batch.getTimeOffsetMicrosCount(), layout.times());
    boolean allGood = checkOrNone("qualities", batch.getQualityCount(), size);
    boolean withoutReasons = checkOrNone("quality reasons", batch.getQualityReasonCount(), size);
    boolean oneMessage =
        checkOrNone("sequence offsets", batch.getSequenceOffsetCount(), layout.times());
    MeasurementsBuilder builder =
        Measurements.builder(AssetKey.of(batch.getTenant(), batch.getAsset()), batch.getSource())
            .sourceSequence(batch.getSourceSequence())
            .receivedTimeMicros(batch.getReceivedTimeMicros());
    builder.dictionary(batch.getPointsList());
    int[] sequenceOffsets = oneMessage ? null : new int[size];
    long base = batch.getBaseTimeMicros();
    for (int i = 0; i < size; i++) {
      int time = layout.timeOf(i);
      builder.addEncoded(
          batch.getPointIndex(layout.pointIndexOf(i)),
          base + batch.getTimeOffsetMicros(time),
          batch.getValue(i),
          allGood ? Quality.GOOD.code() : batch.getQuality(i),
          withoutReasons ? QualityReason.NONE.code() : batch.getQualityReason(i));
      if (sequenceOffsets != null) {
        sequenceOffsets[i] = batch.getSequenceOffset(time);
      }
    }
    if (sequenceOffsets != null) {
      builder.sequenceOffsets(sequenceOffsets);
    }
    return builder.build();
  }

  /** Returns whether there are none. */
  private static boolean checkOrNone(String column, int count, int expected) {
    if (count > 0) {
      check(column, count, expected);
    }
    return count == 0;
  }

  private static void check(String column, int count, int expected) {
    if (count != expected) {
      throw new IllegalArgumentException(
          "columns differ in length: " + count + " " + column + " instead of " + expected);
    }
  }
}
