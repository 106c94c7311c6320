package io.millwright.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.coap.CoapListener;
import io.millwright.gateway.command.CommandFeed;
import io.millwright.gateway.command.CommandMetrics;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.OpenAccess;
import io.millwright.gateway.device.RegisteredAccess;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.http.HttpListener;
import io.millwright.gateway.intake.Authorization;
import io.millwright.gateway.intake.GatewayIntake;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.IntakeMetrics;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerMetrics;
import io.millwright.gateway.mqtt.MqttEndpoint;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.registry.RegistryFeed;
import io.millwright.gateway.source.SourceSupervisor;
import io.millwright.gateway.sparkplug.SparkplugHost;
import io.millwright.gateway.store.DirectToKafka;
import io.millwright.gateway.store.Store;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.TopicRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a gateway together, part by part, and remembers what must be closed. */
final class GatewayAssembly {
  private static final Logger LOGGER = LoggerFactory.getLogger(GatewayAssembly.class);

  /** With a store the gateway must begin to take readings soon, whether Kafka is there or not. */
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(3);

  private final GatewayConfig config;
  private final MeterRegistry meters;

  /** What has been started, last first. */
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  GatewayAssembly(GatewayConfig config, MeterRegistry meters) {
    this.config = config;
    this.meters = meters;
  }

  /** What has been started, last first. */
  Deque<AutoCloseable> started() {
    return started;
  }

  /**
   * Starts everything.
   *
   * @param given lets devices in; null = what the configuration asks for
   */
  EdgeGateway start(@Nullable DeviceAccess given) throws InterruptedException {
    KafkaConnection kafka = opened(new KafkaConnection(config.kafka()));
    Ledger ledger = new Ledger(config.ledger());
    LedgerMetrics.register(ledger, meters);
    Store store =
        config.store() == null
            ? null
            : opened(Store.start(config.store(), kafka, config.kafka(), ledger, meters));
    Outbound outbound =
        store == null
            ? new DirectToKafka(
                opened(kafka.connect(config.kafka().startPatience())),
                ledger,
                config.kafka().budgetBytes())
            : store.outbound();
    registerInFlight(outbound.budget());

    Registry registry = registry();
    Discoveries discoveries = new Discoveries(outbound, Clock.systemUTC(), meters);
    boolean open = config.access().open(deviceHosts());
    DeviceAccess access =
        given != null
            ? given
            : open
                ? openAccess()
                : opened(new RegisteredAccess(registry, config.access(), discoveries));
    IntakeMetrics metrics = new IntakeMetrics(meters);
    ClockSkews clocks = new ClockSkews(meters);
    QualityDoor door = new QualityDoor(registry, config.limits(), clocks, meters);
    Intake intake =
        new GatewayIntake(
            config.limits(),
            new Authorization(registry, discoveries, config.access().provision(open)),
            door,
            registry,
            config.lanes(),
            outbound,
            metrics);
    SparkplugHost sparkplug =
        config.sparkplug() == null
            ? null
            : opened(
                SparkplugHost.start(config.sparkplug(), config.limits(), intake, door, meters));
    TopicRoutes routes =
        new TopicRoutes(intake, sparkplug == null ? List.of() : List.of(sparkplug));
    Listeners listeners = listen(intake, routes, sparkplug, access);
    SourceSupervisor sources =
        opened(
            SourceSupervisor.start(
                config.sources().toCall(config.limits(), intake, door, routes, sparkplug, meters)));
    LOGGER
        .atInfo()
        .addKeyValue("listeners", listeners)
        .addKeyValue("sources", sources.statuses().size())
        .addKeyValue("access", access instanceof OpenAccess ? "open" : "registered")
        .addKeyValue("store", config.store() == null ? "off" : config.store().directory())
        .log("edge gateway is listening");
    return new EdgeGateway(kafka, store, ledger, metrics, clocks, listeners, sources, started);
  }

  private Registry registry() throws InterruptedException {
    Registry registry = new Registry();
    RegistryFeed feed =
        opened(
            RegistryFeed.start(
                config.kafka().bootstrapServers(), registry, config.access().copy()));
    Duration patience = config.store() == null ? config.kafka().startPatience() : REGISTRY_PATIENCE;
    if (!registry.loaded() && !feed.awaitCurrent(patience)) {
      LOGGER.atWarn().log("the device registry has not been read yet, carrying on without it");
    }
    return registry;
  }

  private Listeners listen(
      Intake intake, TopicRoutes routes, @Nullable SparkplugHost sparkplug, DeviceAccess access) {
    CommandMetrics commandMetrics = new CommandMetrics(meters);
    Commands commands = new Commands(Micros::now, commandMetrics);

    MqttEndpoint mqtt =
        config.mqtt() == null
            ? null
            : opened(MqttEndpoint.start(config.mqtt(), routes, access, commands, meters));
    if (mqtt != null && sparkplug != null) {
      DeviceChannel channel = mqtt.deviceChannel();
      sparkplug.started(channel);
      opened(() -> sparkplug.stopped(channel));
    }
    CoapListener coap =
        config.coap() == null
            ? null
            : opened(CoapListener.start(config.coap(), intake, access, commands));
    HttpListener http =
        config.http() == null
            ? null
            : opened(HttpListener.start(config.http(), intake, access, meters));
    opened(CommandFeed.start(config.kafka().bootstrapServers(), commands, commandMetrics));
    return new Listeners(mqtt, coap, http);
  }

  /** The addresses that devices reach the gateway at. */
  private List<String> deviceHosts() {
    List<String> hosts = new ArrayList<>();
    if (config.mqtt() != null) {
      hosts.add(config.mqtt().host());
      if (config.mqtt().tls() != null) {
        hosts.add(config.mqtt().tls().host());
      }
    }
    if (config.coap() != null) {
      hosts.add(config.coap().host());
      if (config.coap().dtls() != null) {
        hosts.add(config.coap().dtls().host());
      }
    }
    if (config.http() != null) {
      hosts.add(config.http().host());
    }
    return hosts;
  }

  private DeviceAccess openAccess() {
    List<String> hosts = deviceHosts();
    if (!AccessConfig.onlyLocal(hosts)) {
      LOGGER
          .atWarn()
          .addKeyValue("hosts", hosts)
          .log("devices.access=open: whoever reaches these addresses may write for any tenant");
    }
    return new OpenAccess();
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  private void registerInFlight(InFlightBudget budget) {
    Gauge.builder("millwright.gateway.inflight.messages", budget, InFlightBudget::messages)
        .description("Messages that wait to be kept")
        .register(meters);
    Gauge.builder("millwright.gateway.inflight.bytes", budget, InFlightBudget::bytes)
        .description("Bytes that wait to be kept")
        .baseUnit("bytes")
        .register(meters);
  }
}
