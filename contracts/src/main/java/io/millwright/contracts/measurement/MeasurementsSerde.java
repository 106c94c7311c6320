package io.millwright.contracts.measurement;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.MeasurementBatch;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

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

  /** The bytes; written field by field, because a builder would hold every column a second time. */
  public static byte[] encode(Measurements batch) {
    long base = batch.size() == 0 ? 0 : batch.timeMicros(0);
    long[] times = batch.times();
    short[] qualities = batch.qualityCodes;
    byte[] reasons = batch.reasonCodes;
    int[] sequences = batch.sequenceOffsets;
    int indexBytes = ColumnWriter.size(batch.pointIndex);
    int timeBytes = ColumnWriter.size(times, base);
    int valueBytes = batch.size() * Double.BYTES;
    int qualityBytes = qualities == null ? 0 : ColumnWriter.size(qualities);
    int reasonBytes = reasons == null ? 0 : ColumnWriter.size(reasons);
    int sequenceBytes = sequences == null ? 0 : ColumnWriter.size(sequences);
    byte[] bytes =
        new byte
            [headSize(batch, base)
                + packedSize(MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes)
                + packedSize(MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, timeBytes)
                + packedSize(MeasurementBatch.VALUE_FIELD_NUMBER, valueBytes)
                + packedSize(MeasurementBatch.QUALITY_FIELD_NUMBER, qualityBytes)
                + packedSize(MeasurementBatch.QUALITY_REASON_FIELD_NUMBER, reasonBytes)
                + packedSize(MeasurementBatch.SEQUENCE_OFFSET_FIELD_NUMBER, sequenceBytes)];
    ColumnWriter out = new ColumnWriter(bytes, writeHead(bytes, batch, base));
    if (batch.size() > 0) {
      out.begin(MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes);
      out.unsigned(batch.pointIndex, indexBytes);
      out.begin(MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, timeBytes);
      out.offsets(times, base);
      out.begin(MeasurementBatch.VALUE_FIELD_NUMBER, valueBytes);
      out.fixed(batch.values);
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
    if (out.position() != bytes.length) {
      throw new IllegalStateException("the size of a batch was reckoned wrong");
    }
    return bytes;
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
    if (batch.getPointIndexCount() != size || batch.getTimeOffsetMicrosCount() != size) {
      throw new IllegalArgumentException(
          "columns differ in length: "
              + batch.getPointIndexCount()
              + " point indexes, "
              + batch.getTimeOffsetMicrosCount()
              + " times, "
              + size
              + " values");
    }
    boolean allGood = batch.getQualityCount() == 0;
    if (!allGood && batch.getQualityCount() != size) {
      throw new IllegalArgumentException(
          "columns differ in length: "
              + batch.getQualityCount()
              + " qualities, "
              + size
              + " values");
    }
    boolean withoutReasons = batch.getQualityReasonCount() == 0;
    if (!withoutReasons && batch.getQualityReasonCount() != size) {
      throw new IllegalArgumentException(
          "columns differ in length: "
              + batch.getQualityReasonCount()
              + " quality reasons, "
              + size
              + " values");
    }
    if (batch.getSequenceOffsetCount() != 0 && batch.getSequenceOffsetCount() != size) {
      throw new IllegalArgumentException(
          "columns differ in length: "
              + batch.getSequenceOffsetCount()
              + " sequence offsets, "
              + size
              + " values");
    }
    Measurements.Builder builder =
        Measurements.builder(AssetKey.of(batch.getTenant(), batch.getAsset()), batch.getSource())
            .sourceSequence(batch.getSourceSequence())
            .receivedTimeMicros(batch.getReceivedTimeMicros());
    builder.dictionary(batch.getPointsList());
    if (batch.getSequenceOffsetCount() > 0) {
      builder.sequenceOffsets(
          batch.getSequenceOffsetList().stream().mapToInt(Integer::intValue).toArray());
    }
    long base = batch.getBaseTimeMicros();
    for (int i = 0; i < size; i++) {
      builder.addEncoded(
          batch.getPointIndex(i),
          base + batch.getTimeOffsetMicros(i),
          batch.getValue(i),
          allGood ? Quality.GOOD.code() : batch.getQuality(i),
          withoutReasons ? QualityReason.NONE.code() : batch.getQualityReason(i));
    }
    return builder.build();
  }
}
