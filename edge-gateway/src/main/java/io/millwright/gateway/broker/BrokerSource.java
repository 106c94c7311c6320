package io.millwright.gateway.broker;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import io.millwright.gateway.topic.Presence;
import io.millwright.gateway.topic.TopicRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One session of the gateway at a broker. For readings the broker keeps what comes while the
 * gateway or Kafka is away, so that the end of a connection is no gap in any asset.
 */
public final class BrokerSource implements Source {
  /** More than two keep-alives: a broker that answers none is dead. */
  private static final Duration PATIENCE = Dial.KEEP_ALIVE.multipliedBy(5).dividedBy(2);

  private final BrokerConfig config;
  private final BrokerSession session;
  private final LinkChannel channel = new LinkChannel();
  private final TopicRoutes routes;
  private final SourceFeed feed;

  /**
   * Whether the broker has been found to speak MQTT 3.1.1 only; used by the supervisor's thread.
   */
  private boolean oldBroker;

  private BrokerSource(
      BrokerConfig config, BrokerSession session, TopicRoutes routes, SourceFeed feed) {
    this.config = config;
    this.session = session;
    this.routes = routes;
    this.feed = feed;
    if (config.usesTls()) {
      config.tls().socketFactory();
    }
  }

  /**
   * The session that readings come by, {@code broker:name}.
   *
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  public static BrokerSource ofReadings(
      BrokerConfig config, TopicRoutes routes, Intake intake, MeterRegistry registry) {
    return new BrokerSource(
        config,
        BrokerSession.ofReadings(config),
        routes,
        new SourceFeed(Protocol.BROKER, config.name(), Set.of(), intake, registry));
  }

  /**
   * A session for the Sparkplug host, which the others there must know to be there: {@code
   * sparkplug:name}.
   *
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  public static BrokerSource ofHost(
      BrokerConfig config,
      List<String> topicFilters,
      Presence host,
      TopicRoutes routes,
      Intake intake,
      MeterRegistry registry) {
    return new BrokerSource(
        config,
        BrokerSession.ofPresence(config, topicFilters, host),
        routes,
        new SourceFeed(Protocol.SPARKPLUG, config.name(), Set.of(), intake, registry));
  }

  @Override
  public SourceFeed feed() {
    return feed;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public Connection open(Watch watch) throws SourceUnavailableException, InterruptedException {
    try {
      return BrokerConnection.open(config, session, channel, routes, watch, oldBroker);
    } catch (OldBrokerException e) {
      oldBroker = true;
      throw new SourceUnavailableException(e.getMessage() + ": trying MQTT 3.1.1", e);
    } catch (SourceUnavailableException e) {
      // It may have been replaced by one that speaks MQTT 5.
      oldBroker = false;
      throw e;
    }
  }
}
