package io.millwright.gateway.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.List;

/** What goes to Kafka, as records of the topics of {@link Topics}. */
public final class Records {
  /** More of a body is cut off: a record that Kafka refuses would never be acknowledged. */
  static final int LONGEST_REJECTED_BYTES = 900_000;

  /** Field tags, lengths, the time and the words about a cut. */
  private static final int FRAME_BYTES = 200;

  private Records() {}

  /**
   * Readings of one message, keyed {@code tenant/asset}, for the topic of their lane.
   *
   * @param historical whether their source says of all of them that they are not of now
   */
  public static OutboundRecord measurements(
      Measurements message, Priority priority, Lanes lanes, boolean historical) {
    return measurements(List.of(message), priority, lanes.topic(message, historical));
  }

  /**
   * Readings of several messages of one source about one asset as one record. It is of long ago
   * when all of them are.
   *
   * @param messages at least one; see {@link MeasurementsSerde#encode(List)}
   */
  public static OutboundRecord measurements(
      List<Measurements> messages, Priority priority, Lanes lanes) {
    Topic<AssetKey, Measurements> topic = Topics.BACKFILL;
    for (int i = 0; i < messages.size() && topic == Topics.BACKFILL; i++) {
      topic = lanes.topic(messages.get(i), false);
    }
    return measurements(messages, priority, topic);
  }

  private static OutboundRecord measurements(
      List<Measurements> messages, Priority priority, Topic<AssetKey, Measurements> topic) {
    Measurements first = messages.get(0);
    int readings = 0;
    long newestMicros = Long.MIN_VALUE;
    for (Measurements message : messages) {
      readings += message.size();
      newestMicros = Math.max(newestMicros, message.newestTimeMicros());
    }
    return new OutboundRecord(
        topic.name(),
        key(first.asset()),
        MeasurementsSerde.encode(messages),
        priority,
        first.source(),
        messages.size(),
        readings,
        first.sourceSequence(),
        newestMicros,
        null);
  }

  /** An event for {@code telemetry.events.v1}. */
  public static OutboundRecord event(AssetEvent event) {
    return new OutboundRecord(
        Topics.EVENTS.name(),
        key(AssetKey.of(event.getTenant(), event.getAsset())),
        event.toByteArray(),
        Priority.EVENT,
        event.getSource(),
        0);
  }

  /** A block of samples for {@code telemetry.waveforms.v1}; it counts as one reading. */
  public static OutboundRecord waveform(Waveform waveform) {
    return new OutboundRecord(
        Topics.WAVEFORMS.name(),
        key(AssetKey.of(waveform.getTenant(), waveform.getAsset())),
        waveform.toByteArray(),
        Priority.LOW,
        waveform.getSource(),
        1,
        1,
        0,
        waveform.getStartTimeMicros(),
        null);
  }

  /** What nobody has registered for {@code registry.discoveries.v1}. */
  public static OutboundRecord discovery(Discovery discovery) {
    return new OutboundRecord(
        Topics.DISCOVERIES.name(),
        discovery.getSource().getBytes(UTF_8),
        discovery.toByteArray(),
        Priority.LOW,
        OutboundRecord.OF_THE_GATEWAY,
        0);
  }

  /**
   * A message that cannot be used for {@code telemetry.rejected.v1}, with the reason. What a device
   * has got wrong must not push out of the store what others have got right.
   */
  public static OutboundRecord rejected(DeviceMessage message, Rejection rejection) {
    return new OutboundRecord(
        Topics.REJECTED.name(),
        message.source().getBytes(UTF_8),
        rejectedMessage(message, rejection).toByteArray(),
        Priority.LOW,
        message.source(),
        1,
        0,
        0,
        OutboundRecord.NO_TIME,
        rejection.kind());
  }

  /** The message, small enough for Kafka whatever it is. */
  static RejectedMessage rejectedMessage(DeviceMessage message, Rejection rejection) {
    byte[] payload = message.payload();
    // The source is in the record three times: as key, as field and in the waybill.
    int besides =
        3 * message.source().getBytes(UTF_8).length
            + message.address().getBytes(UTF_8).length
            + rejection.reason().getBytes(UTF_8).length
            + FRAME_BYTES;
    int kept =
        Math.min(
            payload.length,
            Math.max(0, Math.min(LONGEST_REJECTED_BYTES, KafkaWriter.MAX_RECORD_BYTES - besides)));
    String reason =
        kept == payload.length
            ? rejection.reason()
            : rejection.reason()
                + " (of the body's "
                + payload.length
                + " bytes the first "
                + kept
                + " are kept)";
    return RejectedMessage.newBuilder()
        .setSource(message.source())
        .setAddress(message.address())
        .setReason(reason)
        .setPayload(ByteString.copyFrom(payload, 0, kept))
        .setReceivedTimeMicros(message.receivedTimeMicros())
        .build();
  }

  private static byte[] key(AssetKey asset) {
    return asset.toString().getBytes(UTF_8);
  }
}
