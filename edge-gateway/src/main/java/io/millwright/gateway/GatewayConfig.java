package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.reading.ReadingLimits;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a gateway. Each part is checked when it is made; {@link GatewaySettings} makes
 * all of them from named values.
 *
 * @param mqtt null = no MQTT endpoint
 * @param coap null = no CoAP endpoint
 * @param broker null = no broker to read from
 * @param http null = no HTTP ingest
 */
public record GatewayConfig(
    KafkaConfig kafka,
    ReadingLimits limits,
    @Nullable MqttConfig mqtt,
    @Nullable CoapConfig coap,
    @Nullable BrokerConfig broker,
    @Nullable HttpConfig http) {

  /** MQTT and CoAP on loopback, on free ports. */
  public static GatewayConfig local(String kafkaBootstrapServers) {
    return new GatewayConfig(
        KafkaConfig.of(kafkaBootstrapServers),
        ReadingLimits.DEFAULTS,
        MqttConfig.defaults(),
        CoapConfig.defaults(),
        null,
        null);
  }

  public GatewayConfig withMqtt(@Nullable MqttConfig endpoint) {
    return new GatewayConfig(kafka, limits, endpoint, coap, broker, http);
  }

  public GatewayConfig withCoap(@Nullable CoapConfig endpoint) {
    return new GatewayConfig(kafka, limits, mqtt, endpoint, broker, http);
  }

  public GatewayConfig withBroker(@Nullable BrokerConfig link) {
    return new GatewayConfig(kafka, limits, mqtt, coap, link, http);
  }

  public GatewayConfig withHttp(@Nullable HttpConfig endpoint) {
    return new GatewayConfig(kafka, limits, mqtt, coap, broker, endpoint);
  }

  public GatewayConfig withLimits(ReadingLimits readingLimits) {
    return new GatewayConfig(kafka, readingLimits, mqtt, coap, broker, http);
  }

  public GatewayConfig withKafka(KafkaConfig kafkaConfig) {
    return new GatewayConfig(kafkaConfig, limits, mqtt, coap, broker, http);
  }
}
