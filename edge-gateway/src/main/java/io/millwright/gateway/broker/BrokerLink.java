package io.millwright.gateway.broker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.topic.Presence;
import io.millwright.gateway.topic.TopicRoutes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays connected to a broker for as long as it is open. For readings the broker keeps what comes
 * while the gateway or Kafka is away, in the session of {@link BrokerConfig#clientId()}.
 */
public final class BrokerLink implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerLink.class);
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final BrokerConfig config;
  private final BrokerSession session;
  private final LinkChannel channel = new LinkChannel();
  private final TopicRoutes routes;

  /** Connects and disconnects; the state below is its own. */
  private final ScheduledExecutorService link =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "broker-link");
            thread.setDaemon(true);
            return thread;
          });

  private long retryMillis = FIRST_RETRY_MILLIS;
  private volatile @Nullable BrokerConnection current;
  private volatile boolean closed;

  private BrokerLink(BrokerConfig config, BrokerSession session, TopicRoutes routes) {
    this.config = config;
    this.session = session;
    this.routes = routes;
  }

  /**
   * Begins to connect and returns; a broker that is not there yet is tried again and again.
   *
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  public static BrokerLink start(BrokerConfig config, TopicRoutes routes, MeterRegistry registry) {
    return start(config, BrokerSession.ofReadings(config), routes, "broker", registry);
  }

  /**
   * Begins to connect, with a session of its own, for somebody whom the others must know to be
   * there.
   *
   * @param protocol name of the connection in the metrics
   */
  public static BrokerLink startWithPresence(
      BrokerConfig config,
      List<String> topicFilters,
      Presence presence,
      TopicRoutes routes,
      String protocol,
      MeterRegistry registry) {
    BrokerSession session = BrokerSession.ofPresence(config, topicFilters, presence);
    return start(config, session, routes, protocol, registry);
  }

  private static BrokerLink start(
      BrokerConfig config,
      BrokerSession session,
      TopicRoutes routes,
      String protocol,
      MeterRegistry registry) {
    if (config.usesTls()) {
      config.tls().socketFactory();
    }
    BrokerLink link = new BrokerLink(config, session, routes);
    Gauge.builder("millwright.gateway.connections", link, it -> it.connected() ? 1 : 0)
        .description("Whether the broker of the plant is connected")
        .tag("protocol", protocol)
        .register(registry);
    link.link.execute(link::connect);
    return link;
  }

  /** Whether messages can come in now. */
  public boolean connected() {
    BrokerConnection connection = current;
    return connection != null && connection.isOpen();
  }

  private void connect() {
    if (closed) {
      return;
    }
    try {
      current = BrokerConnection.open(config, session, channel, routes, this::lost);
      retryMillis = FIRST_RETRY_MILLIS;
      LOGGER
          .atInfo()
          .addKeyValue("broker", config.url())
          .addKeyValue("topicFilters", session.topicFilters())
          .log("connected to the MQTT broker");
    } catch (MqttException e) {
      LOGGER
          .atWarn()
          .addKeyValue("broker", config.url())
          .addKeyValue("cause", String.valueOf(e))
          .addKeyValue("nextTryInMillis", retryMillis)
          .log("cannot connect to the MQTT broker");
      connectLater();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // connect() reports its own failures
  private void connectLater() {
    link.schedule(this::connect, retryMillis, TimeUnit.MILLISECONDS);
    retryMillis = Math.min(LONGEST_RETRY_MILLIS, retryMillis * 2);
  }

  /** A connection has ended or must end; on any thread. */
  private void lost(BrokerConnection connection, String reason) {
    try {
      link.execute(
          () -> {
            if (closed) {
              return;
            }
            LOGGER
                .atWarn()
                .addKeyValue("broker", config.url())
                .addKeyValue("reason", reason)
                .addKeyValue("nextTryInMillis", retryMillis)
                .log("lost the MQTT broker; what is not acknowledged comes again");
            connection.close();
            current = null;
            connectLater();
          });
    } catch (RejectedExecutionException e) {
      LOGGER.atDebug().log("the link to the MQTT broker is closed already");
    }
  }

  @Override
  public void close() {
    closed = true;
    link.shutdownNow();
    try {
      if (!link.awaitTermination(15, TimeUnit.SECONDS)) {
        LOGGER.atWarn().log("the link to the MQTT broker did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BrokerConnection connection = current;
    if (connection != null) {
      connection.close();
    }
  }
}
