package io.millwright.streams.monitoring;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.monitoring.MonitoredAsset.Pace;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;

/**
 * What a monitored asset has been given since it was last stored: a change of a {@link
 * StoredMonitor}, and far smaller. A monitor that is given the same again is the same again.
 *
 * @param pace that after them
 * @param dueMicros as of {@link StoredMonitor}, after them
 */
record StoredReadings(Pace pace, long dueMicros, List<Measurements> readings) {
  private static final byte VERSION = 1;

  byte[] write() {
    List<byte[]> batches = new ArrayList<>(readings.size());
    int length = 2 + 3 * Long.BYTES;
    for (Measurements measurements : readings) {
      byte[] batch = MeasurementsSerde.encode(measurements);
      batches.add(batch);
      length += Integer.BYTES + batch.length;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(length)
            .put(VERSION)
            .putLong(pace.heardMicros())
            .putLong(pace.delayMicros())
            .putLong(dueMicros)
            .put((byte) batches.size());
    for (byte[] batch : batches) {
      buffer.putInt(batch.length).put(batch);
    }
    return buffer.array();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another version or damaged
   */
  static StoredReadings read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      byte version = buffer.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "stored readings have version " + version + ", this program reads " + VERSION);
      }
      Pace pace = new Pace(buffer.getLong(), buffer.getLong());
      long due = buffer.getLong();
      int number = buffer.get();
      List<Measurements> readings = new ArrayList<>(number);
      for (int i = 0; i < number; i++) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
          throw new IllegalArgumentException("stored readings are cut off after " + bytes.length);
        }
        byte[] batch = new byte[length];
        buffer.get(batch);
        readings.add(
            Topics.MEASUREMENTS
                .valueSerde()
                .deserializer()
                .deserialize(Topics.MEASUREMENTS.name(), batch));
      }
      return new StoredReadings(pace, due, readings);
    } catch (BufferUnderflowException | SerializationException e) {
      throw new IllegalArgumentException(
          "stored readings cannot be read from " + bytes.length + " bytes: " + e.getMessage(), e);
    }
  }
}
