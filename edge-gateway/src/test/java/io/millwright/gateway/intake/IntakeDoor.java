package io.millwright.gateway.intake;

import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.passwordHash;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceLimits;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.RegisteredAccess;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.Directory;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.store.DirectToKafka;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An intake for registered devices between a test and a real Kafka, with a tenant, a registry and
 * metrics of its own.
 */
final class IntakeDoor implements AutoCloseable {
  /** The secret of every device here is {@code secret}. */
  static final DeviceCredential SECRET =
      passwordHash(SecretHash.ofRandom("secret".getBytes(UTF_8), new SecureRandom()).encoded());

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ClockSkews skews = new ClockSkews(meters);
  private final Registry registry = new Registry();
  private final KafkaWriter writer;
  private final Outbound outbound;
  private final Discoveries discoveries;
  private final RegisteredAccess access;
  private final TopicReader<AssetKey, Measurements> measurements;
  private final TopicReader<String, RejectedMessage> rejected;
  private final TopicReader<String, Discovery> discovered;
  private GatewayIntake intake;

  IntakeDoor(EmbeddedKafka kafka) {
    kafka.makeTopics();
    String bootstrapServers = kafka.direct();
    measurements = new TopicReader<>(bootstrapServers, Topics.MEASUREMENTS);
    rejected = new TopicReader<>(bootstrapServers, Topics.REJECTED);
    discovered = new TopicReader<>(bootstrapServers, Topics.DISCOVERIES);
    KafkaConfig config = KafkaConfig.of(bootstrapServers);
    writer =
        new KafkaWriter(
            config,
            List.of(
                Topics.MEASUREMENTS.name(),
                Topics.EVENTS.name(),
                Topics.REJECTED.name(),
                Topics.DISCOVERIES.name()));
    outbound = new DirectToKafka(writer, new Ledger(LedgerConfig.DEFAULTS), config.budgetBytes());
    discoveries = new Discoveries(outbound, Clock.systemUTC(), meters);
    access =
        new RegisteredAccess(
            registry, AccessConfig.defaults().withMode(AccessConfig.Mode.REGISTERED), discoveries);
    registry.replace(new Directory());
    intake = intake(false);
  }

  private GatewayIntake intake(boolean provisionTrusted) {
    return new GatewayIntake(
        ReadingLimits.DEFAULTS,
        new Authorization(registry, discoveries, provisionTrusted),
        new QualityDoor(registry, ReadingLimits.DEFAULTS, skews, meters),
        registry,
        Lanes.WHATEVER_THE_AGE,
        outbound,
        new IntakeMetrics(meters));
  }

  /** From now on the assets of whom the gateway trusts come in without being registered. */
  void provisionForTheTrusted() {
    intake = intake(true);
  }

  @Override
  public void close() {
    access.close();
    writer.close();
    measurements.close();
    rejected.close();
    discovered.close();
  }

  String tenant() {
    return tenant;
  }

  SimpleMeterRegistry meters() {
    return meters;
  }

  GatewayIntake intake() {
    return intake;
  }

  DeviceRegistration.Builder press() {
    return device(tenant + "/press-7").addCredentials(SECRET);
  }

  static DeviceLimits limits(int messagesPerSecond, int bytes) {
    return DeviceLimits.newBuilder()
        .setMessagesPerSecond(messagesPerSecond)
        .setMaxMessageBytes(bytes)
        .build();
  }

  void put(DeviceRegistration.Builder registration) {
    DeviceRegistration built = registration.build();
    registry.device(built.getTenant() + "/" + built.getDevice(), built.toByteArray());
  }

  void put(AssetRegistration registration) {
    registry.asset(
        AssetKey.of(registration.getTenant(), registration.getAsset()), registration.toByteArray());
  }

  Admission admit(String device) throws Exception {
    Credentials.Password password =
        new Credentials.Password(
            Protocol.MQTT, "client", tenant + "/" + device, "secret".getBytes(UTF_8));
    return access.admit(password).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  Sender admitted(String device) throws Exception {
    Admission admission = admit(device);
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).sender();
  }

  static String body(String point) {
    return "{\"values\":{\"" + point + "\":1}}";
  }

  DeviceMessage message(Sender sender, String asset, String body) {
    return message(sender, tenant, asset, body, null);
  }

  static DeviceMessage message(
      Sender sender, String tenant, String asset, String body, @Nullable BodyFormat format) {
    return new DeviceMessage(
        Protocol.MQTT,
        sender,
        "millwright/v1/" + tenant + "/" + asset + "/measurements",
        format,
        body.getBytes(UTF_8),
        System.currentTimeMillis() * 1_000);
  }

  Answer send(Sender sender, String asset, String point) throws Exception {
    return answer(message(sender, asset, body(point)));
  }

  Answer answer(DeviceMessage message) throws Exception {
    return begin(message).waited();
  }

  Answer take(Arrival arrival) throws Exception {
    Answer answer = new Answer();
    intake.take(arrival, answer);
    return answer.waited();
  }

  /** Does not wait for the answer. */
  Answer begin(DeviceMessage message) {
    Answer answer = new Answer();
    intake.take(message, answer);
    return answer;
  }

  List<Measurements> measured() {
    return measurements.values().stream()
        .filter(batch -> batch.asset().tenant().value().equals(tenant))
        .toList();
  }

  List<RejectedMessage> rejected() {
    return rejected.values().stream()
        .filter(message -> message.getAddress().contains("/" + tenant + "/"))
        .toList();
  }

  List<Discovery> discovered() {
    return discoveredOf(tenant);
  }

  List<Discovery> discoveredOf(String owner) {
    return discovered.values().stream()
        .filter(discovery -> discovery.getTenant().equals(owner))
        .toList();
  }

  /** What the device heard. */
  static final class Answer implements Receipt {
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private volatile @Nullable Exception failure;
    private volatile String reason = "";

    @Override
    public void accepted() {
      done.complete("accepted");
    }

    @Override
    public void rejected(Rejection rejection) {
      reason = rejection.reason();
      done.complete("rejected");
    }

    @Override
    public void failed(Exception cause) {
      failure = cause;
      done.complete("failed");
    }

    Answer waited() throws Exception {
      done.get(20, TimeUnit.SECONDS);
      return this;
    }

    String outcome() {
      return done.join();
    }

    String reason() {
      return reason;
    }

    @Nullable Exception failure() {
      return failure;
    }
  }
}
