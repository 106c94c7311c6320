package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Collects the bodies of what it is subscribed to. */
record StateWatcher(List<String> bodies) implements MqttCallback {
  @Override
  public void messageArrived(String topic, MqttMessage message) {
    bodies.add(new String(message.getPayload(), UTF_8));
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    // The test ends the connection.
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    throw new IllegalStateException(exception);
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // The test waits for what it sees.
  }

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {
    // The test waits for it.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    // Not asked for.
  }
}
