package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.Presence;
import io.millwright.gateway.topic.TopicRoutes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker. Packet ids are those of a connection, so each has its own queue,
 * and nothing of an ended connection is acknowledged on the next.
 */
final class BrokerConnection implements MqttCallback {
  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerConnection.class);
  private static final long PATIENCE_MILLIS = 10_000;

  /** Paho's manual acknowledgement of QoS 2 is broken (its issues 994 and 1054). */
  private static final int QOS = 1;

  /** A retained message tells nothing about its age: do not send it. */
  private static final int NO_RETAINED_MESSAGES = 2;

  /**
   * A broker must not deliver more (MQTT 5, 3.1.2.11.4): room for a waveform of 1 MiB of samples
   * written as base64 in JSON.
   */
  private static final long LARGEST_PACKET_BYTES = 1_500_000;

  /** For what is still to be sent when a connection is closed on purpose. */
  private static final long FAREWELL_MILLIS = 1_000;

  private final MqttAsyncClient client;
  private final BrokerSession session;
  private final LinkChannel channel;
  private final TopicRoutes routes;
  private final BiConsumer<BrokerConnection, String> onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Messages that the broker waits for us to acknowledge, in the order they came. */
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  private BrokerConnection(
      MqttAsyncClient client,
      BrokerSession session,
      LinkChannel channel,
      TopicRoutes routes,
      BiConsumer<BrokerConnection, String> onEnd) {
    this.client = client;
    this.session = session;
    this.channel = channel;
    this.routes = routes;
    this.onEnd = onEnd;
  }

  /**
   * Connects and subscribes.
   *
   * @param channel the way back by whatever connection is the latest
   * @param onEnd hears once, on any thread, that the connection has ended or must be closed
   */
  static BrokerConnection open(
      BrokerConfig config,
      BrokerSession session,
      LinkChannel channel,
      TopicRoutes routes,
      BiConsumer<BrokerConnection, String> onEnd)
      throws MqttException {
    MqttAsyncClient client =
        new MqttAsyncClient(config.url(), session.clientId(), new MemoryPersistence());
    BrokerConnection connection = new BrokerConnection(client, session, channel, routes, onEnd);
    try {
      // Before connecting: the broker may deliver at once what it kept for the session.
      client.setManualAcks(true);
      client.setCallback(connection);
      client.connect(options(config, session, channel)).waitForCompletion(PATIENCE_MILLIS);
      channel.use(client);
      IMqttToken subscribed = client.subscribe(subscriptions(session));
      subscribed.waitForCompletion(PATIENCE_MILLIS);
      for (int code : subscribed.getReasonCodes()) {
        if (code >= 0x80) {
          throw new MqttException(code);
        }
      }
      if (session.presence() != null) {
        session.presence().started(channel);
      }
      return connection;
    } catch (MqttException | RuntimeException e) {
      connection.ended.set(true);
      connection.close();
      throw e instanceof MqttException known ? known : new MqttException(e);
    }
  }

  private static MqttSubscription[] subscriptions(BrokerSession session) {
    return session.topicFilters().stream()
        .map(
            filter -> {
              MqttSubscription subscription = new MqttSubscription(filter, QOS);
              subscription.setRetainHandling(NO_RETAINED_MESSAGES);
              return subscription;
            })
        .toArray(MqttSubscription[]::new);
  }

  private static MqttConnectionOptions options(
      BrokerConfig config, BrokerSession session, DeviceChannel channel) {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(session.expiry().isZero());
    options.setSessionExpiryInterval(session.expiry().toSeconds());
    options.setReceiveMaximum(config.receiveMaximum());
    options.setMaximumPacketSize(LARGEST_PACKET_BYTES);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(10);
    options.setKeepAliveInterval(30);
    if (config.usesTls()) {
      options.setSocketFactory(config.tls().socketFactory());
      options.setHttpsHostnameVerificationEnabled(true);
    }
    if (config.userName() != null) {
      options.setUserName(config.userName());
    }
    if (config.password() != null) {
      options.setPassword(config.password().getBytes(UTF_8));
    }
    if (session.presence() != null) {
      Presence.Will will = session.presence().will(channel);
      options.setWill(will.topic(), new MqttMessage(will.payload(), 1, true, null));
    }
    return options;
  }

  boolean isOpen() {
    return !ended.get() && client.isConnected();
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    Pending entry = new Pending(message.getId(), message.getQos() > 0);
    if (entry.comesAgain) {
      synchronized (pending) {
        pending.add(entry);
      }
    }
    String mediaType = mediaType(message);
    routes.take(
        new DeviceMessage(
            Protocol.BROKER,
            // Who published is not passed on by a broker; the topic is as near as it gets.
            Sender.trusted("broker:" + topic),
            topic,
            mediaType == null ? null : BodyFormat.ofMediaType(mediaType),
            message.getPayload(),
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())),
        mediaType,
        channel,
        entry);
  }

  private static @Nullable String mediaType(MqttMessage message) {
    MqttProperties properties = message.getProperties();
    return properties == null ? null : properties.getContentType();
  }

  private void acknowledge() {
    // Under the lock, so that two of Kafka's threads cannot send in the wrong order.
    synchronized (pending) {
      Pending head;
      while ((head = pending.peek()) != null && head.done) {
        pending.remove();
        try {
          client.messageArrivedComplete(head.packetId, QOS);
        } catch (MqttException | RuntimeException e) {
          // The connection is gone, and Paho may have taken its inside apart already: the broker
          // delivers it again.
          end("cannot acknowledge: " + e);
          return;
        }
      }
    }
  }

  private void end(String reason) {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(this, reason);
    }
  }

  /** Ends the connection; a session that the broker keeps goes on. */
  void close() {
    ended.set(true);
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
    end(
        response.getReasonString() != null
            ? response.getReasonString()
            : String.valueOf(response.getException()));
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    LOGGER
        .atWarn()
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
    end("the broker asks for enhanced authentication, which is not supported");
  }

  /** A message that is not acknowledged yet. */
  private final class Pending implements Receipt {
    private final int packetId;

    /** False at QoS 0: what is lost is lost. */
    private final boolean comesAgain;

    /** Guarded by {@link #pending}. */
    private boolean done;

    private Pending(int packetId, boolean comesAgain) {
      this.packetId = packetId;
      this.comesAgain = comesAgain;
    }

    @Override
    public void accepted() {
      synchronized (pending) {
        done = true;
      }
      acknowledge();
    }

    @Override
    public void rejected(Rejection rejection) {
      accepted();
    }

    @Override
    public void failed(Exception cause) {
      // Neither this nor anything behind it may be acknowledged. The broker delivers all of it
      // again when we connect again; there is no other way to ask for it.
      if (comesAgain) {
        end("Kafka did not take a message: " + cause);
      }
    }
  }
}
