package io.millwright.gateway.sparkplug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.tahu.SparkplugInvalidTypeException;
import org.eclipse.tahu.edge.EdgeClient;
import org.eclipse.tahu.edge.api.MetricHandler;
import org.eclipse.tahu.exception.TahuException;
import org.eclipse.tahu.message.model.EdgeNodeDescriptor;
import org.eclipse.tahu.message.model.MessageType;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.eclipse.tahu.message.model.SparkplugBPayloadMap.SparkplugBPayloadMapBuilder;
import org.eclipse.tahu.message.model.SparkplugDescriptor;
import org.eclipse.tahu.message.model.StatePayload;
import org.eclipse.tahu.message.model.Topic;
import org.eclipse.tahu.model.MqttServerDefinition;
import org.eclipse.tahu.mqtt.ClientCallback;
import org.eclipse.tahu.mqtt.MqttClientId;
import org.eclipse.tahu.mqtt.MqttServerName;
import org.eclipse.tahu.mqtt.MqttServerUrl;

/** Eclipse Tahu's own edge node, with aliases, one device and a primary host. */
public final class TahuEdgeNode implements AutoCloseable, MetricHandler, ClientCallback {
  private static final Pattern STATE =
      Pattern.compile("\\{\"online\":(true|false),\"timestamp\":(\\d+)}");

  private final EdgeNodeDescriptor node;
  private final String device;
  private final String primaryHost;
  private final EdgeClient client;
  private final AtomicInteger births = new AtomicInteger();

  /** Begins to connect; it is born when the primary host is online. */
  @SuppressWarnings("NullAway") // Tahu takes null for no user and no delay
  public TahuEdgeNode(int port, String group, String nodeId, String device, String primaryHost)
      throws TahuException {
    this.node = new EdgeNodeDescriptor(group, nodeId);
    this.device = device;
    this.primaryHost = primaryHost;
    MqttServerDefinition broker =
        new MqttServerDefinition(
            new MqttServerName("mosquitto"),
            new MqttClientId("tahu-" + nodeId, false),
            new MqttServerUrl("tcp://127.0.0.1:" + port),
            null,
            null,
            30,
            getDeathTopic());
    client =
        new EdgeClient(
            this, node, List.of(device), primaryHost, true, 100L, List.of(broker), this, null);
    Thread thread = new Thread(client, "tahu-edge-node");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Topic getDeathTopic() {
    return new Topic("spBv1.0", node, MessageType.NDEATH);
  }

  @Override
  public byte[] getDeathPayloadBytes() {
    return Payloads.payload(System.currentTimeMillis(), -1, true, Payloads.bdSeq(0));
  }

  @Override
  public void publishBirthSequence() {
    try {
      client.publishNodeBirth(
          new SparkplugBPayloadMapBuilder()
              .setTimestamp(new Date())
              .addMetric(Payloads.bdSeq(0))
              .addMetric(Payloads.made(Payloads.metric("load", MetricDataType.Float, 0.5f, null)))
              .createPayload());
      client.publishDeviceBirth(
          device,
          new SparkplugBPayloadMapBuilder()
              .setTimestamp(new Date())
              .addMetric(Payloads.made(Payloads.metric("speed", MetricDataType.UInt32, 900L, null)))
              .createPayload());
      births.incrementAndGet();
    } catch (SparkplugInvalidTypeException e) {
      throw new IllegalStateException(e);
    }
  }

  public int births() {
    return births.get();
  }

  public void speed(long speed) {
    client.publishDeviceData(
        device,
        new SparkplugBPayloadBuilder()
            .setTimestamp(new Date())
            .addMetric(Payloads.made(Payloads.metric("speed", MetricDataType.UInt32, speed, null)))
            .createPayload());
  }

  /** Counts a message that it does not send. */
  public void loseOne() {
    client.getNextSeqNum();
  }

  @Override
  public boolean hasMetric(SparkplugDescriptor descriptor, String name) {
    return true;
  }

  @Override
  public void messageArrived(
      MqttServerName server,
      MqttServerUrl url,
      MqttClientId clientId,
      String topic,
      MqttMessage message) {
    Matcher state = STATE.matcher(new String(message.getPayload(), UTF_8));
    if (topic.equals("spBv1.0/STATE/" + primaryHost) && state.matches()) {
      client.handleStateMessage(
          primaryHost,
          new StatePayload(state.group(1).equals("true"), Long.valueOf(state.group(2))));
    } else if (topic.contains("/NCMD/")) {
      client.handleRebirthRequest(true);
    }
  }

  @Override
  public void connectionLost(
      MqttServerName server, MqttServerUrl url, MqttClientId clientId, Throwable cause) {
    // It connects again by itself.
  }

  @Override
  public void connectComplete(
      boolean reconnect, MqttServerName server, MqttServerUrl url, MqttClientId clientId) {
    // The state of the primary host says when to begin.
  }

  @Override
  public void shutdown() {
    client.shutdown();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
