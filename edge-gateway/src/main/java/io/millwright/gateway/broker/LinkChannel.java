package io.millwright.gateway.broker;

import io.millwright.gateway.topic.DeviceChannel;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes by the latest connection of a link. */
final class LinkChannel implements DeviceChannel {
  private static final Logger LOGGER = LoggerFactory.getLogger(LinkChannel.class);

  private volatile @Nullable MqttAsyncClient client;

  void use(MqttAsyncClient connected) {
    client = connected;
  }

  @Override
  public void publish(String topic, byte[] payload, int qos, boolean retain) {
    MqttAsyncClient current = client;
    if (current == null) {
      return;
    }
    try {
      current.publish(topic, payload, qos, retain);
    } catch (MqttException | RuntimeException e) {
      // Lost, as the connection is or will be; whoever needs an answer asks again.
      LOGGER
          .atDebug()
          .addKeyValue("topic", topic)
          .addKeyValue("cause", String.valueOf(e))
          .log("cannot publish to the MQTT broker");
    }
  }
}
