package io.millwright.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.broker.BrokerLink;
import io.millwright.gateway.coap.CoapListener;
import io.millwright.gateway.intake.GatewayIntake;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.IntakeMetrics;
import io.millwright.gateway.mqtt.MqttEndpoint;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.source.SourceStatus;
import io.millwright.gateway.source.SourceSupervisor;
import io.millwright.gateway.topic.TopicRoutes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway.
 *
 * <pre>
 *  MqttEndpoint --+
 *  CoapListener --+--> Intake: decode, authorize --> Outbound --> telemetry.*.v1
 *  BrokerLink ----+                          \----> Outbound --> telemetry.rejected.v1
 *  Sources -------+
 * </pre>
 */
public final class EdgeGateway implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EdgeGateway.class);

  private final IntakeMetrics metrics;
  private final Admin admin;
  private final @Nullable MqttEndpoint mqtt;
  private final @Nullable CoapListener coap;
  private final SourceSupervisor sources;

  /** What has been started, last first. */
  private final Deque<AutoCloseable> started;

  private final AtomicBoolean closed = new AtomicBoolean();

  private EdgeGateway(
      IntakeMetrics metrics,
      Admin admin,
      @Nullable MqttEndpoint mqtt,
      @Nullable CoapListener coap,
      SourceSupervisor sources,
      Deque<AutoCloseable> started) {
    this.metrics = metrics;
    this.admin = admin;
    this.mqtt = mqtt;
    this.coap = coap;
    this.sources = sources;
    this.started = started;
  }

  /**
   * Waits for Kafka, creates the topics that are missing, and then listens.
   *
   * @throws IllegalStateException if Kafka does not answer in time or an address cannot be had;
   *     nothing is left running
   */
  public static EdgeGateway start(GatewayConfig config, MeterRegistry registry) {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      KafkaConfig kafka = config.kafka();
      Admin admin =
          opened(
              started,
              Admin.create(
                  Map.of(
                      AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                      kafka.bootstrapServers(),
                      AdminClientConfig.CLIENT_ID_CONFIG,
                      "millwright-edge-gateway-admin",
                      AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                      1_000)));
      TopicProvisioning.ensureTopics(
          admin, kafka.partitions(), (short) kafka.replicationFactor(), kafka.startPatience());
      KafkaWriter writer =
          opened(
              started,
              new KafkaWriter(
                  kafka,
                  List.of(
                      Topics.MEASUREMENTS.name(),
                      Topics.WAVEFORMS.name(),
                      Topics.EVENTS.name(),
                      Topics.REJECTED.name())));
      IntakeMetrics metrics = new IntakeMetrics(registry);
      registerInFlight(registry, writer.budget());
      Intake intake = new GatewayIntake(new ReadingDecoder(config.limits()), writer, metrics);
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
      SourceSupervisor sources =
          opened(
              started,
              SourceSupervisor.start(config.sources().toCall(config.limits(), intake, registry)));
      LOGGER
          .atInfo()
          .addKeyValue("mqtt", mqtt == null ? "off" : mqtt.port())
          .addKeyValue("coap", coap == null ? "off" : coap.port())
          .addKeyValue("broker", config.broker() == null ? "off" : config.broker().url())
          .log("edge gateway is listening");
      return new EdgeGateway(metrics, admin, mqtt, coap, sources, started);
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
        .description("Messages that wait for Kafka")
        .register(registry);
    Gauge.builder("millwright.gateway.inflight.bytes", budget, InFlightBudget::bytes)
        .description("Bytes that wait for Kafka")
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

  /** How each source that must be called is. */
  public List<SourceStatus> sources() {
    return sources.statuses();
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
    try {
      admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (TimeoutException e) {
      return "Kafka does not answer within " + patience;
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    }
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
