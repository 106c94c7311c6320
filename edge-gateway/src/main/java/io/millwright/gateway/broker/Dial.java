package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.Presence;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Connects to a broker and subscribes, or says why that cannot be. */
final class Dial {
  static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final int CONNECT_SECONDS = 10;

  /** Longer than Paho's, which cleans up when its own time is over. */
  private static final long PATIENCE_SECONDS = 15;

  /** Reason codes of MQTT 5 from here on are errors. */
  private static final int FIRST_ERROR = 0x80;

  private static final int UNSUPPORTED_VERSION = 0x84;
  private static final int BAD_USER_NAME_OR_PASSWORD = 0x86;
  private static final int NOT_AUTHORIZED = 0x87;

  /** A retained message tells nothing about its age: do not send it. */
  private static final int NO_RETAINED_MESSAGES = 2;

  /**
   * A broker of MQTT 5 must not deliver more (3.1.2.11.4), more of another is refused: room for a
   * waveform of 1 MiB of samples written as base64 in JSON.
   */
  static final int LARGEST_PACKET_BYTES = MqttConfig.LARGEST_PACKET_BYTES;

  private final BrokerConfig config;
  private final BrokerSession session;
  private final Watch watch;
  private final boolean oldBroker;

  /**
   * @param oldBroker whether the broker speaks MQTT 3.1.1
   */
  Dial(BrokerConfig config, BrokerSession session, Watch watch, boolean oldBroker) {
    this.config = config;
    this.session = session;
    this.watch = watch;
    this.oldBroker = oldBroker;
  }

  /** A client that is not connected yet. */
  MqttAsyncClient client() throws SourceUnavailableException {
    try {
      return new MqttAsyncClient(
          BurstTransports.url(config.url()),
          session.clientId(),
          new MemoryPersistence(),
          new Heartbeat(watch),
          null);
    } catch (MqttException e) {
      throw new SourceUnavailableException("cannot make a client for " + config.url(), e);
    }
  }

  /**
   * Connects.
   *
   * @param channel of the link, for the will of its presence
   * @param acknowledgements of what comes
   * @param taker of what comes
   * @throws OldBrokerException if the broker does not speak MQTT 5
   */
  void connect(
      MqttAsyncClient client,
      DeviceChannel channel,
      Acknowledgements acknowledgements,
      PublishStream.Taker taker)
      throws SourceUnavailableException, OldBrokerException, InterruptedException {
    Answer answer = new Answer();
    try {
      client.connect(options(channel, acknowledgements, taker), null, answer);
      answer.await();
    } catch (InvalidConfigException e) {
      throw new SourceUnavailableException(String.valueOf(e.getMessage()), e);
    } catch (MqttException e) {
      if (!oldBroker
          && (e.getReasonCode() == UNSUPPORTED_VERSION
              || e.getCause() instanceof OldBrokerException)) {
        throw new OldBrokerException();
      }
      throw new SourceUnavailableException(notConnected(e), e);
    }
  }

  private String notConnected(MqttException e) {
    int code = e.getReasonCode();
    if (code == NOT_AUTHORIZED || code == BAD_USER_NAME_OR_PASSWORD) {
      return "the broker refuses "
          + (config.userName() == null
              ? "the gateway, which shows no user name"
              : "user '" + config.userName() + "'")
          + " ("
          + shown(code)
          + "): check user name and password";
    }
    String reason =
        e.getCause() != null
            ? e.getCause().toString()
            : code >= FIRST_ERROR ? "it refuses with reason " + shown(code) : e.toString();
    return "cannot connect to " + config.url() + ": " + reason;
  }

  void subscribe(MqttAsyncClient client) throws SourceUnavailableException, InterruptedException {
    Answer answer = new Answer();
    try {
      client.subscribe(subscriptions(), null, answer, new MqttProperties());
      int[] codes = answer.await().getReasonCodes();
      for (int i = 0; i < codes.length; i++) {
        if (codes[i] >= FIRST_ERROR) {
          throw new SourceUnavailableException(
              "the broker refuses the subscription to "
                  + session.topicFilters().get(i)
                  + " ("
                  + shown(codes[i])
                  + "): let the gateway read it there, or change topic-filters");
        }
      }
    } catch (MqttException e) {
      throw new SourceUnavailableException("cannot subscribe: " + e, e);
    }
  }

  static String shown(int reasonCode) {
    return String.format(Locale.ROOT, "0x%02X", reasonCode);
  }

  private MqttSubscription[] subscriptions() {
    return session.topicFilters().stream()
        .map(
            filter -> {
              MqttSubscription subscription = new MqttSubscription(filter, BrokerConnection.QOS);
              subscription.setRetainHandling(NO_RETAINED_MESSAGES);
              return subscription;
            })
        .toArray(MqttSubscription[]::new);
  }

  private MqttConnectionOptions options(
      DeviceChannel channel, Acknowledgements acknowledgements, PublishStream.Taker taker) {
    MqttConnectionOptions options = new BurstTransports.Options(acknowledgements, taker, oldBroker);
    options.setCleanStart(session.expiry().isZero());
    options.setSessionExpiryInterval(session.expiry().toSeconds());
    options.setReceiveMaximum(config.receiveMaximum());
    options.setMaximumPacketSize((long) LARGEST_PACKET_BYTES);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setKeepAliveInterval((int) KEEP_ALIVE.toSeconds());
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

  /** What the broker says to a request. Waiting for it can be interrupted, unlike Paho's tokens. */
  private static final class Answer implements MqttActionListener {
    private final CompletableFuture<IMqttToken> answer = new CompletableFuture<>();

    @Override
    public void onSuccess(IMqttToken token) {
      answer.complete(token);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      answer.completeExceptionally(cause);
    }

    private IMqttToken await()
        throws MqttException, SourceUnavailableException, InterruptedException {
      try {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new SourceUnavailableException(
            "the broker did not answer for " + PATIENCE_SECONDS + " s", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof MqttException known ? known : new MqttException(e.getCause());
      }
    }
  }
}
