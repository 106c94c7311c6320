package io.millwright.contracts.measurement;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
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
  public static byte[] encode(Measurements measurements) {
    int size = measurements.size();
    long base = size == 0 ? 0 : measurements.timeMicros(0);
    int indexBytes = 0;
    int offsetBytes = 0;
    int qualityBytes = 0;
    int reasonBytes = 0;
    int sequenceBytes = 0;
    for (int i = 0; i < size; i++) {
      indexBytes += CodedOutputStream.computeUInt32SizeNoTag(measurements.pointIndex(i));
      offsetBytes += CodedOutputStream.computeSInt64SizeNoTag(measurements.timeMicros(i) - base);
    }
    if (!measurements.allGood()) {
      for (int i = 0; i < size; i++) {
        qualityBytes += CodedOutputStream.computeUInt32SizeNoTag(measurements.quality(i).code());
      }
    }
    if (!measurements.withoutReasons()) {
      for (int i = 0; i < size; i++) {
        reasonBytes +=
            CodedOutputStream.computeUInt32SizeNoTag(measurements.qualityReason(i).code());
      }
    }
    if (!measurements.ofOneMessage()) {
      for (int i = 0; i < size; i++) {
        sequenceBytes += CodedOutputStream.computeUInt32SizeNoTag(sequenceOffset(measurements, i));
      }
    }
    byte[] bytes =
        new byte
            [size(measurements, base, indexBytes, offsetBytes)
                + packedSize(MeasurementBatch.QUALITY_FIELD_NUMBER, qualityBytes)
                + packedSize(MeasurementBatch.QUALITY_REASON_FIELD_NUMBER, reasonBytes)
                + packedSize(MeasurementBatch.SEQUENCE_OFFSET_FIELD_NUMBER, sequenceBytes)];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writeHead(out, measurements, base);
      if (size > 0) {
        packed(out, MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes);
        for (int i = 0; i < size; i++) {
          out.writeUInt32NoTag(measurements.pointIndex(i));
        }
        packed(out, MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, offsetBytes);
        for (int i = 0; i < size; i++) {
          out.writeSInt64NoTag(measurements.timeMicros(i) - base);
        }
        packed(out, MeasurementBatch.VALUE_FIELD_NUMBER, size * Double.BYTES);
        for (int i = 0; i < size; i++) {
          out.writeDoubleNoTag(measurements.value(i));
        }
      }
      if (qualityBytes > 0) {
        packed(out, MeasurementBatch.QUALITY_FIELD_NUMBER, qualityBytes);
        for (int i = 0; i < size; i++) {
          out.writeUInt32NoTag(measurements.quality(i).code());
        }
      }
      if (reasonBytes > 0) {
        packed(out, MeasurementBatch.QUALITY_REASON_FIELD_NUMBER, reasonBytes);
        for (int i = 0; i < size; i++) {
          out.writeUInt32NoTag(measurements.qualityReason(i).code());
        }
      }
      if (sequenceBytes > 0) {
        packed(out, MeasurementBatch.SEQUENCE_OFFSET_FIELD_NUMBER, sequenceBytes);
        for (int i = 0; i < size; i++) {
          out.writeUInt32NoTag(sequenceOffset(measurements, i));
        }
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("the size of a batch was reckoned wrong", e);
    }
    return bytes;
  }

  private static int sequenceOffset(Measurements measurements, int i) {
    return (int) (measurements.sourceSequence(i) - measurements.sourceSequence());
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

  private static void packed(CodedOutputStream out, int field, int bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
  }

  private static int size(Measurements measurements, long base, int indexBytes, int offsetBytes) {
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
    if (measurements.size() > 0) {
      size += packedSize(MeasurementBatch.POINT_INDEX_FIELD_NUMBER, indexBytes);
      size += packedSize(MeasurementBatch.TIME_OFFSET_MICROS_FIELD_NUMBER, offsetBytes);
      size += packedSize(MeasurementBatch.VALUE_FIELD_NUMBER, measurements.size() * Double.BYTES);
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
