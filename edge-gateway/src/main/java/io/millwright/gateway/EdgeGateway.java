package io.millwright.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.broker.BrokerLink;
import io.millwright.gateway.coap.CoapListener;
import io.millwright.gateway.intake.GatewayIntake;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.IntakeMetrics;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerMetrics;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.mqtt.MqttEndpoint;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.store.DirectToKafka;
import io.millwright.gateway.store.Store;
import io.millwright.gateway.topic.TopicRoutes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway.
 *
 * <pre>
 *  MqttEndpoint --+                                 Store
 *  CoapListener --+--> Intake: decode, authorize --> Outbound --> telemetry.*.v1
 *  BrokerLink ----+                          \----> Outbound --> telemetry.rejected.v1
 * </pre>
 */
public final class EdgeGateway implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EdgeGateway.class);

  private final IntakeMetrics metrics;
  private final KafkaConnection kafka;
  private final Ledger ledger;
  private final @Nullable Store store;
  private final @Nullable MqttEndpoint mqtt;
  private final @Nullable CoapListener coap;

  /** What has been started, last first. */
  private final Deque<AutoCloseable> started;

  private final AtomicBoolean closed = new AtomicBoolean();

  private EdgeGateway(
      IntakeMetrics metrics,
      KafkaConnection kafka,
      Ledger ledger,
      @Nullable Store store,
      @Nullable MqttEndpoint mqtt,
      @Nullable CoapListener coap,
      Deque<AutoCloseable> started) {
    this.metrics = metrics;
    this.kafka = kafka;
    this.ledger = ledger;
    this.store = store;
    this.mqtt = mqtt;
    this.coap = coap;
    this.started = started;
  }

  /**
   * Waits for Kafka, creates the topics that are missing, and then listens. With a store that has
   * been used before it listens at once, and Kafka may come later.
   *
   * @throws IllegalStateException if Kafka does not answer in time or an address cannot be had;
   *     nothing is left running
   */
  public static EdgeGateway start(GatewayConfig config, MeterRegistry registry) {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      KafkaConnection kafka = opened(started, new KafkaConnection(config.kafka()));
      Ledger ledger = new Ledger(config.ledger());
      Store store = null;
      Outbound outbound;
      if (config.store() == null) {
        KafkaWriter writer = opened(started, kafka.connect(config.kafka().startPatience()));
        outbound = new DirectToKafka(writer, ledger, config.kafka().budgetBytes());
      } else {
        store =
            opened(started, Store.start(config.store(), kafka, config.kafka(), ledger, registry));
        outbound = store.outbound();
      }
      IntakeMetrics metrics = new IntakeMetrics(registry);
      LedgerMetrics.register(ledger, registry);
      registerInFlight(registry, outbound.budget());
      Intake intake = new GatewayIntake(new ReadingDecoder(config.limits()), outbound, metrics);
      TopicRoutes routes = new TopicRoutes(intake, List.of());

      MqttEndpoint mqtt =
          config.mqtt() == null
              ? null
              : opened(started, MqttEndpoint.start(config.mqtt(), routes, registry));
      CoapListener coap =
          config.coap() == null ? null : opened(started, CoapListener.start(config.coap(), intake));
      if (config.broker() != null) {
        opened(started, BrokerLink.start(config.broker(), routes, registry));
      }
      LOGGER
          .atInfo()
          .addKeyValue("mqtt", mqtt == null ? "off" : mqtt.port())
          .addKeyValue("coap", coap == null ? "off" : coap.port())
          .addKeyValue("broker", config.broker() == null ? "off" : config.broker().url())
          .log("edge gateway is listening");
      return new EdgeGateway(metrics, kafka, ledger, store, mqtt, coap, started);
    } catch (InterruptedException e) {
      closeAll(started);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka", e);
    } catch (RuntimeException e) {
      closeAll(started);
      throw e;
    }
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> started, T part) {
    started.push(part);
    return part;
  }

  private static void registerInFlight(MeterRegistry registry, InFlightBudget budget) {
    Gauge.builder("millwright.gateway.inflight.messages", budget, InFlightBudget::messages)
        .description("Messages that wait to be kept")
        .register(registry);
    Gauge.builder("millwright.gateway.inflight.bytes", budget, InFlightBudget::bytes)
        .description("Bytes that wait to be kept")
        .baseUnit("bytes")
        .register(registry);
  }

  /**
   * The port that MQTT listens on.
   *
   * @throws IllegalStateException if there is no MQTT endpoint
   */
  public int mqttPort() {
    if (mqtt == null) {
      throw new IllegalStateException("the MQTT endpoint is switched off");
    }
    return mqtt.port();
  }

  /**
   * The port that CoAP listens on.
   *
   * @throws IllegalStateException if there is no CoAP endpoint
   */
  public int coapPort() {
    if (coap == null) {
      throw new IllegalStateException("the CoAP endpoint is switched off");
    }
    return coap.port();
  }

  public GatewayCounters counters() {
    return new GatewayCounters(
        metrics.messages(),
        metrics.readingsReceived(),
        metrics.readingsAcknowledged(),
        metrics.messagesRejected());
  }

  /**
   * Asks Kafka whether it is there.
   *
   * @return null = yes; otherwise why not
   */
  public @Nullable String kafkaProblem(Duration patience) {
    return kafka.problem(patience);
  }

  /**
   * Asks the store whether it keeps what Kafka does not take.
   *
   * @return null = yes; otherwise why not
   */
  public @Nullable String storeProblem() {
    return store == null ? "store-and-forward is switched off" : store.problem();
  }

  /** What came from each source and where it is. */
  public LedgerReport ledger() {
    return ledger.report();
  }

  /** Stops listening, waits a moment for what is under way to Kafka, and closes all connections. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closeAll(started);
    }
  }

  private static void closeAll(Deque<AutoCloseable> started) {
    AutoCloseable part;
    while ((part = started.poll()) != null) {
      try {
        part.close();
      } catch (Exception e) {
        // The others must be closed all the same.
        LOGGER.atWarn().setCause(e).log("a part of the gateway did not close cleanly");
      }
    }
  }
}
