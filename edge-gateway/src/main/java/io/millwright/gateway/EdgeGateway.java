package io.millwright.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.coap.CoapListener;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.http.HttpListener;
import io.millwright.gateway.intake.IntakeMetrics;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.mqtt.MqttEndpoint;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.source.SourceStatus;
import io.millwright.gateway.source.SourceSupervisor;
import io.millwright.gateway.store.Store;
import java.time.Duration;
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
 *  MqttEndpoint --+                                                  Store
 *  CoapListener --+                                                    |
 *  HttpListener --+--> Intake: decode, authorize, judge the quality --> Outbound --> telemetry.*.v1
 *  Sources -------+                          \--------------------\--> Outbound --> telemetry.rejected.v1
 * </pre>
 */
public final class EdgeGateway implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EdgeGateway.class);

  private final KafkaConnection kafka;
  private final @Nullable Store store;
  private final Ledger ledger;
  private final IntakeMetrics metrics;
  private final ClockSkews clocks;
  private final Listeners listeners;
  private final SourceSupervisor sources;

  /** What has been started, last first. */
  private final Deque<AutoCloseable> started;

  private final AtomicBoolean closed = new AtomicBoolean();

  EdgeGateway(
      KafkaConnection kafka,
      @Nullable Store store,
      Ledger ledger,
      IntakeMetrics metrics,
      ClockSkews clocks,
      Listeners listeners,
      SourceSupervisor sources,
      Deque<AutoCloseable> started) {
    this.kafka = kafka;
    this.store = store;
    this.ledger = ledger;
    this.metrics = metrics;
    this.clocks = clocks;
    this.listeners = listeners;
    this.sources = sources;
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
    return start(config, registry, null);
  }

  /**
   * The same with another way to let devices in.
   *
   * @param given null = the one that the configuration asks for
   */
  static EdgeGateway start(
      GatewayConfig config, MeterRegistry registry, @Nullable DeviceAccess given) {
    GatewayAssembly assembly = new GatewayAssembly(config, registry);
    try {
      return assembly.start(given);
    } catch (InterruptedException e) {
      closeAll(assembly.started());
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka", e);
    } catch (RuntimeException e) {
      closeAll(assembly.started());
      throw e;
    }
  }

  /**
   * The port that MQTT listens on.
   *
   * @throws IllegalStateException if there is no MQTT endpoint
   */
  public int mqttPort() {
    return Listeners.port(listeners.mqtt(), "the MQTT endpoint", MqttEndpoint::port);
  }

  /**
   * The port that MQTT over TLS listens on.
   *
   * @throws IllegalStateException if there is none
   */
  public int mqttTlsPort() {
    return Listeners.port(listeners.mqtt(), "the MQTT endpoint", MqttEndpoint::tlsPort);
  }

  /**
   * The port that CoAP listens on.
   *
   * @throws IllegalStateException if there is no CoAP endpoint
   */
  public int coapPort() {
    return Listeners.port(listeners.coap(), "the CoAP endpoint", CoapListener::port);
  }

  /**
   * The port that CoAP over DTLS listens on.
   *
   * @throws IllegalStateException if there is none
   */
  public int coapDtlsPort() {
    return Listeners.port(listeners.coap(), "the CoAP endpoint", CoapListener::dtlsPort);
  }

  /**
   * The port that HTTP ingest listens on.
   *
   * @throws IllegalStateException if there is no HTTP ingest
   */
  public int httpPort() {
    return Listeners.port(listeners.http(), "HTTP ingest", HttpListener::port);
  }

  /** How each source that must be called is. */
  public List<SourceStatus> sources() {
    return sources.statuses();
  }

  /** How far the clocks of sources are from the gateway's. */
  public ClockSkews clocks() {
    return clocks;
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
