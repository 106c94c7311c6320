package io.millwright.gateway.mqtt;

/**
 * A PUBLISH without properties, which are nearly all: as {@link
 * io.netty.handler.codec.mqtt.MqttPublishMessage}, but for what nobody asks for here.
 *
 * @param packetId 0 = it has QoS 0
 * @param payload not copied: nobody may change it any more
 */
@SuppressWarnings("ArrayRecordComponent") // one per message: never compared, and a copy would cost
record PlainPublish(String topic, int qos, int packetId, byte[] payload) {}
