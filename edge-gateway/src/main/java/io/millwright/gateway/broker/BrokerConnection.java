package io.millwright.gateway.broker;

import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Burst;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import io.millwright.gateway.topic.Presence;
import io.millwright.gateway.topic.TopicRoutes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker. Packet ids are those of a connection, so each has its own queue,
 * and nothing of an ended connection is acknowledged on the next.
 */
final class BrokerConnection implements MqttCallback, PublishStream.Taker, Source.Connection {
  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerConnection.class);

  /** Paho's manual acknowledgement of QoS 2 is broken (its issues 994 and 1054). */
  static final int QOS = 1;

  /** For what is still to be sent when a connection is closed on purpose. */
  private static final long FAREWELL_MILLIS = 1_000;

  /** A broker may have any number of topics, as long as 65,535 bytes: what is kept is bounded. */
  private static final int MOST_SENDERS = 10_000;

  private static final int LONGEST_NAME = 900;

  /** For a broker that is still read now and then does not take the connection for dead. */
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final MqttAsyncClient client;
  private final BrokerConfig config;
  private final BrokerSession session;
  private final LinkChannel channel;
  private final TopicRoutes routes;
  private final Watch watch;
  private final Acknowledgements acknowledgements;

  /** By topic; used by the thread that reads. */
  private final Map<String, Sender> senders = new HashMap<>();

  private final Burst burst;

  private BrokerConnection(
      MqttAsyncClient client,
      BrokerConfig config,
      BrokerSession session,
      LinkChannel channel,
      TopicRoutes routes,
      Watch watch) {
    this.client = client;
    this.config = config;
    this.session = session;
    this.channel = channel;
    this.routes = routes;
    this.watch = watch;
    this.acknowledgements = new Acknowledgements(config.name(), watch);
    this.burst = routes.burst();
  }

  /**
   * Connects and subscribes. The broker may deliver at once what it kept for the session.
   *
   * @param channel the way back by whatever connection is the latest
   * @param oldBroker whether the broker speaks MQTT 3.1.1
   * @throws OldBrokerException if it was expected to speak MQTT 5, and does not
   */
  static BrokerConnection open(
      BrokerConfig config,
      BrokerSession session,
      LinkChannel channel,
      TopicRoutes routes,
      Watch watch,
      boolean oldBroker)
      throws SourceUnavailableException, OldBrokerException, InterruptedException {
    Dial dial = new Dial(config, session, watch, oldBroker);
    MqttAsyncClient client = dial.client();
    BrokerConnection connection =
        new BrokerConnection(client, config, session, channel, routes, watch);
    boolean opened = false;
    try {
      client.setManualAcks(true);
      client.setCallback(connection);
      dial.connect(client, channel, connection.acknowledgements, connection);
      channel.use(client);
      dial.subscribe(client);
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  /** Reading has begun with the subscription. */
  @Override
  public void begin() {
    if (session.presence() != null) {
      session.presence().started(channel);
    }
  }

  @Override
  public void heard() {
    watch.heard();
  }

  @Override
  public void take(String topic, @Nullable String mediaType, int packetId, byte[] payload) {
    routes.take(
        new DeviceMessage(
            Protocol.BROKER,
            sender(topic),
            topic,
            mediaType == null ? null : BodyFormat.ofMediaType(mediaType),
            payload,
            Micros.now()),
        mediaType,
        channel,
        receipt(packetId),
        burst);
  }

  private Receipt receipt(int packetId) {
    return packetId == 0 ? Unacknowledged.INSTANCE : acknowledgements.expect(packetId);
  }

  /** It tells nothing about its age. */
  @Override
  public void takeRetained(int packetId) {
    receipt(packetId).accepted();
  }

  @Override
  public void takeTooLarge(String topic, int packetId, int bytes, byte[] beginning) {
    routes.reject(
        new DeviceMessage(Protocol.BROKER, sender(topic), topic, null, beginning, Micros.now()),
        new Rejection(
            Rejection.Kind.SIZE,
            "the message has "
                + bytes
                + " bytes: at most "
                + Dial.LARGEST_PACKET_BYTES
                + " are taken; send several messages"),
        receipt(packetId));
  }

  /** Who published is not passed on by a broker; the topic is as near as it gets. */
  private Sender sender(String topic) {
    if (topic.length() > LONGEST_NAME) {
      return Sender.trusted(
          source(topic.substring(0, LONGEST_NAME) + "-" + Integer.toHexString(topic.hashCode())));
    }
    Sender sender = senders.get(topic);
    if (sender == null) {
      if (senders.size() == MOST_SENDERS) {
        senders.clear();
      }
      sender = Sender.trusted(source(topic));
      senders.put(topic, sender);
    }
    return sender;
  }

  private String source(String name) {
    return "broker:" + config.name() + "/" + name;
  }

  /** While too much waits for Kafka the broker is read slowly, so that it waits too. */
  @Override
  public void pause() {
    burst.end();
    if (routes.budget().full()) {
      CountDownLatch room = new CountDownLatch(1);
      routes.budget().whenThereIsRoom(room::countDown);
      try {
        boolean there = room.await(LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        LOGGER
            .atDebug()
            .addKeyValue("broker", config.name())
            .addKeyValue("room", there)
            .log("waited");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Paho gets no message that is as the gateway has asked for it. */
  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (!topic.equals(PublishStream.NOBODY)) {
      // It is not acknowledged, so that the broker delivers it again.
      watch.lost(
          "the broker has published to '"
              + topic
              + "' at QoS "
              + message.getQos()
              + " what is malformed, or not at QoS 0 or 1");
    }
  }

  /** Ends the connection; a session that the broker keeps goes on. */
  @Override
  public void close() {
    watch.lost("closed");
    acknowledgements.close();
    try {
      if (client.isConnected()) {
        Presence presence = session.presence();
        if (presence != null) {
          presence.stopped(channel);
        }
        client.disconnectForcibly(presence == null ? 0 : FAREWELL_MILLIS, 1_000, presence != null);
      }
      client.close(true);
    } catch (MqttException e) {
      LOGGER
          .atDebug()
          .addKeyValue("cause", String.valueOf(e))
          .log("the connection to the MQTT broker did not close cleanly");
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    String reason = response.getReasonString();
    if (reason == null) {
      reason =
          response.getException() == null
              ? "it ended the connection with reason " + Dial.shown(response.getReturnCode())
              : response.getException().toString();
    }
    watch.lost(reason);
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    LOGGER
        .atWarn()
        .addKeyValue("broker", config.name())
        .addKeyValue("cause", String.valueOf(exception))
        .log("error on the connection to the MQTT broker");
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // Nothing is published here.
  }

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {
    // open() waits for it.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    watch.lost("the broker asks for enhanced authentication, which is not supported");
  }

  /** A message at QoS 0: what is lost is lost. */
  private enum Unacknowledged implements Receipt {
    INSTANCE;

    @Override
    public void accepted() {
      // Nobody waits for it.
    }

    @Override
    public void rejected(Rejection rejection) {
      // It is counted where it was rejected.
    }

    @Override
    public void failed(Exception cause) {
      // It is counted where it failed.
    }
  }
}
