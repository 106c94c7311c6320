package io.millwright.streams.monitoring;

import com.google.protobuf.ByteString;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a record that is not of its topic's message type to telemetry.rejected.v1, in the same
 * transaction that passes it over. Made by Kafka Streams from its class name.
 */
public final class RejectingHandler implements DeserializationExceptionHandler {
  /** The key of the configuration that holds the {@link MonitoringMetrics}. */
  public static final String METRICS = "millwright.monitoring.metrics";

  private static final Logger LOGGER = LoggerFactory.getLogger(RejectingHandler.class);

  /** A rejected message carries its original and must itself fit into a record of 1 MiB. */
  private static final int MOST_PAYLOAD = 1_000_000;

  private @Nullable MonitoringMetrics metrics;

  @Override
  public void configure(Map<String, ?> configs) {
    metrics = configs.get(METRICS) instanceof MonitoringMetrics given ? given : null;
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (metrics != null) {
      metrics.rejected();
    }
    String source = "kafka:" + record.topic();
    String address = record.topic() + "/" + record.partition() + "/" + record.offset();
    String reason = exception.getMessage() == null ? exception.toString() : exception.getMessage();
    LOGGER
        .atWarn()
        .addKeyValue("record", address)
        .addKeyValue("reason", reason)
        .log("record cannot be read: kept in telemetry.rejected.v1");
    byte[] payload = record.value() == null ? new byte[0] : record.value();
    RejectedMessage message = message(source, address, reason, payload, record.timestamp() * 1000);
    return Response.resume(
        List.of(
            new ProducerRecord<>(
                Topics.REJECTED.name(),
                Topics.REJECTED.keySerde().serializer().serialize(Topics.REJECTED.name(), source),
                Topics.REJECTED
                    .valueSerde()
                    .serializer()
                    .serialize(Topics.REJECTED.name(), message))));
  }

  static RejectedMessage message(
      String source, String address, String reason, byte[] payload, long receivedMicros) {
    boolean whole = payload.length <= MOST_PAYLOAD;
    return RejectedMessage.newBuilder()
        .setSource(source)
        .setAddress(address)
        .setReason(
            whole
                ? reason
                : reason
                    + " (the first "
                    + MOST_PAYLOAD
                    + " of "
                    + payload.length
                    + " bytes are kept)")
        .setPayload(ByteString.copyFrom(whole ? payload : Arrays.copyOf(payload, MOST_PAYLOAD)))
        .setReceivedTimeMicros(receivedMicros)
        .build();
  }
}
