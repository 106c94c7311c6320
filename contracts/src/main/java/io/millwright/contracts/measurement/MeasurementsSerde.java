package io.millwright.contracts.measurement;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.MeasurementBatch;
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

  public static byte[] encode(Measurements measurements) {
    int size = measurements.size();
    MeasurementBatch.Builder batch =
        MeasurementBatch.newBuilder()
            .setTenant(measurements.asset().tenant().value())
            .setAsset(measurements.asset().asset().value())
            .setSource(measurements.source())
            .setSourceSequence(measurements.sourceSequence())
            .setReceivedTimeMicros(measurements.receivedTimeMicros())
            .addAllPoints(measurements.points());
    long base = size == 0 ? 0 : measurements.timeMicros(0);
    batch.setBaseTimeMicros(base);
    for (int i = 0; i < size; i++) {
      batch.addPointIndex(measurements.pointIndex(i));
      batch.addTimeOffsetMicros(measurements.timeMicros(i) - base);
      batch.addValue(measurements.value(i));
    }
    if (!measurements.allGood()) {
      for (int i = 0; i < size; i++) {
        batch.addQuality(measurements.quality(i).code());
      }
    }
    if (!measurements.withoutReasons()) {
      for (int i = 0; i < size; i++) {
        batch.addQualityReason(measurements.qualityReason(i).code());
      }
    }
    return batch.build().toByteArray();
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
    Measurements.Builder builder =
        Measurements.builder(AssetKey.of(batch.getTenant(), batch.getAsset()), batch.getSource())
            .sourceSequence(batch.getSourceSequence())
            .receivedTimeMicros(batch.getReceivedTimeMicros());
    builder.dictionary(batch.getPointsList());
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
