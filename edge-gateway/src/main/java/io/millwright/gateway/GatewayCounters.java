package io.millwright.gateway;

/**
 * What the gateway has done since its start.
 *
 * @param messages received in any protocol
 * @param readingsReceived in messages that could be used
 * @param readingsAcknowledged that Kafka or the store has
 * @param messagesRejected that could not be used and were kept for {@code telemetry.rejected.v1}
 */
public record GatewayCounters(
    long messages, long readingsReceived, long readingsAcknowledged, long messagesRejected) {}
