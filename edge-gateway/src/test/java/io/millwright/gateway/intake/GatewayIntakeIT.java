package io.millwright.gateway.intake;

import static io.millwright.gateway.registry.Registrations.asset;
import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.grant;
import static io.millwright.gateway.registry.Registrations.passwordHash;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceLimits;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.RegisteredAccess;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Registered devices, from their password to the topics of a real Kafka. */
@ExtendWith(KafkaExtension.class)
final class GatewayIntakeIT {
  private static final DeviceCredential SECRET =
      passwordHash(SecretHash.ofRandom("secret".getBytes(UTF_8), new SecureRandom()).encoded());

  private final EmbeddedKafka kafka;
  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ClockSkews skews = new ClockSkews(meters);
  private final Registry registry = new Registry();
  private KafkaWriter writer;
  private Outbound outbound;
  private Discoveries discoveries;
  private RegisteredAccess access;
  private GatewayIntake intake;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<String, RejectedMessage> rejected;
  private TopicReader<String, Discovery> discovered;

  GatewayIntakeIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void open() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.direct()))) {
      TopicProvisioning.ensureTopics(admin, 3, (short) 1, Duration.ofSeconds(30));
    }
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED);
    discovered = new TopicReader<>(kafka.direct(), Topics.DISCOVERIES);
    writer =
        new KafkaWriter(
            KafkaConfig.of(kafka.direct()),
            List.of(
                Topics.MEASUREMENTS.name(),
                Topics.EVENTS.name(),
                Topics.REJECTED.name(),
                Topics.DISCOVERIES.name()));
    outbound =
        new DirectToKafka(
            writer,
            new Ledger(LedgerConfig.DEFAULTS),
            KafkaConfig.of(kafka.direct()).budgetBytes());
    discoveries = new Discoveries(outbound, Clock.systemUTC(), meters);
    AccessConfig config = AccessConfig.defaults().withMode(AccessConfig.Mode.REGISTERED);
    access = new RegisteredAccess(registry, config, discoveries);
    registry.replace(new Directory());
    intake = intake(false);
  }

  private GatewayIntake intake(boolean provisionTrusted) {
    return new GatewayIntake(
        ReadingLimits.DEFAULTS,
        new Authorization(registry, discoveries, provisionTrusted),
        new QualityDoor(registry, ReadingLimits.DEFAULTS, skews, meters),
        registry,
        outbound,
        new IntakeMetrics(meters));
  }

  @AfterEach
  void close() {
    access.close();
    writer.close();
    measurements.close();
    rejected.close();
    discovered.close();
  }

  @Test
  void aDeviceWritesWhatItOwnsAndNothingElse() throws Exception {
    put(asset(tenant + "/pump-1", "temp", "flow"));
    put(asset(tenant + "/pump-2", "temp"));
    put(press().addGrants(grant("pump-1", "temp")));
    Sender sender = admitted("press-7");

    assertThat(send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    Answer otherPoint = send(sender, "pump-1", "flow");
    Answer otherAsset = send(sender, "pump-2", "temp");

    assertThat(otherPoint.outcome()).isEqualTo("rejected");
    assertThat(otherPoint.reason())
        .contains("quarantined", "mqtt:" + tenant + "/press-7 may not write 'flow' of");
    assertThat(otherAsset.reason()).contains("may not write 'temp' of " + tenant + "/pump-2");
    await().until(() -> rejected().size() == 2);
    assertThat(rejected().get(0).getReason()).contains("'flow'");
    assertThat(rejected().get(0).getPayload().toStringUtf8()).contains("\"flow\":1");
    await().until(() -> discovered().size() == 2);
    assertThat(discovered())
        .extracting(Discovery::getReason)
        .containsOnly(Discovery.Reason.NOT_GRANTED);
    assertThat(discovered().get(0).getPointsList()).containsExactly("flow");
    assertThat(discovered().get(0).getValuesList()).containsExactly(1.0);
    assertThat(measured()).hasSize(1);
  }

  @Test
  void anotherTenantsAssetIsRefusedAndNotToldToThatTenant() throws Exception {
    put(press().addGrants(grant("*")).setAutoProvision(true));

    Answer answer =
        answer(message(admitted("press-7"), "other-tenant", "pump-1", body("temp"), null));

    assertThat(answer.outcome()).isEqualTo("rejected");
    assertThat(answer.reason()).contains("another organization's");
    send(admitted("press-7"), "pump-9", "temp");
    await().until(() -> !discovered().isEmpty());
    assertThat(discovered.values())
        .noneMatch(discovery -> discovery.getTenant().equals("other-tenant"));
  }

  @Test
  void whatNobodyHasRegisteredIsQuarantinedUntilItIsRegistered() throws Exception {
    put(press().addGrants(grant("*")));
    put(asset(tenant + "/pump-1", "temp"));
    Sender sender = admitted("press-7");

    Answer unknownPoint = send(sender, "pump-1", "new");
    Answer unknownAsset = send(sender, "pump-2", "temp");
    send(sender, "pump-2", "temp");

    assertThat(unknownPoint.reason())
        .contains("quarantined: nobody has registered 'new' of " + tenant + "/pump-1");
    assertThat(unknownAsset.reason()).contains("nobody has registered 'temp'");
    await().until(() -> rejected().size() == 3);
    assertThat(discovered())
        .as("told once, not for each message")
        .extracting(Discovery::getReason)
        .containsExactly(Discovery.Reason.UNKNOWN_POINT, Discovery.Reason.UNKNOWN_ASSET);
    put(asset(tenant + "/pump-2", "temp"));
    assertThat(send(sender, "pump-2", "temp").outcome()).isEqualTo("accepted");
  }

  @Test
  void aDeviceThatProvisionsItselfFlowsAndItsAssetsAreTold() throws Exception {
    put(press().setAutoProvision(true));
    put(asset(tenant + "/others", "temp"));
    Sender sender = admitted("press-7");

    assertThat(send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    put(asset(tenant + "/pump-1", "temp"));
    assertThat(send(sender, "pump-1", "temp").outcome())
        .as("registered, but its grant has not come yet")
        .isEqualTo("accepted");

    assertThat(send(sender, "others", "temp").outcome()).isEqualTo("rejected");
    await().until(() -> discovered().size() == 2);
    assertThat(discovered().get(0).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_ASSET);
    assertThat(discovered().get(0).getAsset()).isEqualTo("pump-1");
    assertThat(discovered().get(1).getReason()).isEqualTo(Discovery.Reason.NOT_GRANTED);
  }

  @Test
  void anOpenGatewayTakesAllAndTellsEachUnregisteredPointOnce() throws Exception {
    intake = intake(true);
    put(asset(tenant + "/pump-1", "temp"));
    Sender anybody = Sender.trusted("mqtt:anybody");
    String senml = "[{\"n\":\"flow\",\"u\":\"l/s\",\"v\":3},{\"n\":\"temp\",\"u\":\"K\",\"v\":4}]";

    for (int i = 0; i < 5; i++) {
      assertThat(send(anybody, "pump-1", "temp").outcome()).isEqualTo("accepted");
      assertThat(answer(message(anybody, tenant, "pump-1", senml, BodyFormat.SENML_JSON)).outcome())
          .isEqualTo("accepted");
      assertThat(send(anybody, "pump-2", "temp").outcome()).isEqualTo("accepted");
    }

    await().until(() -> measured().size() == 15);
    assertThat(discovered()).hasSize(2);
    Discovery point = discovered().get(0);
    assertThat(point.getReason()).isEqualTo(Discovery.Reason.UNKNOWN_POINT);
    assertThat(point.getPointsList()).containsExactly("flow");
    assertThat(point.getUnitsList()).containsExactly("L/s");
    assertThat(point.getValuesList()).containsExactly(3.0);
    assertThat(discovered().get(1).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_ASSET);
    assertThat(rejected()).isEmpty();
  }

  @Test
  void aSuspendedDeviceWritesNothingFromItsNextMessageOn() throws Exception {
    put(asset(tenant + "/pump-1", "temp"));
    put(press().addGrants(grant("*")));
    Sender sender = admitted("press-7");
    assertThat(send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");

    put(press().addGrants(grant("*")).setState(DeviceRegistration.State.SUSPENDED));

    assertThat(send(sender, "pump-1", "temp").outcome()).isEqualTo("rejected");
  }

  @Test
  void eventsNeedAGrantOfTheWholeAsset() throws Exception {
    put(asset(tenant + "/pump-1", "temp"));
    put(press().addGrants(grant("pump-1", "temp")));
    Sender sender = admitted("press-7");
    AssetEvent event = AssetEvent.newBuilder().setTenant(tenant).setAsset("pump-1").build();
    DeviceMessage message = message(sender, tenant, "pump-1", "", null);

    Answer refused = take(new Arrival(message, List.of(), List.of(event), List.of()));
    put(press().addGrants(grant("pump-1")));
    Answer taken = take(new Arrival(message, List.of(), List.of(event), List.of()));

    assertThat(refused.reason()).contains("may not write events of " + tenant + "/pump-1");
    assertThat(taken.outcome()).isEqualTo("accepted");
  }

  @Test
  void aNoisyDeviceIsToldToWaitWhileAnotherFlowsUnhindered() throws Exception {
    put(asset(tenant + "/pump-1", "temp"));
    put(press().addGrants(grant("*")).setLimits(limits(10, 0)));
    put(
        device(tenant + "/quiet")
            .addCredentials(SECRET)
            .addGrants(grant("*"))
            .setLimits(limits(1_000, 0)));
    Sender noisy = admitted("press-7");
    Sender quiet = admitted("quiet");
    List<Answer> noise = new ArrayList<>();
    List<Answer> calm = new ArrayList<>();

    for (int i = 0; i < 2_000; i++) {
      noise.add(new Answer());
      intake.take(message(noisy, tenant, "pump-1", body("temp"), null), noise.get(i));
      if (i % 100 == 0) {
        calm.add(send(quiet, "pump-1", "temp"));
      }
    }

    assertThat(calm).extracting(Answer::outcome).containsOnly("accepted").hasSize(20);
    for (Answer answer : noise) {
      answer.done.get(20, TimeUnit.SECONDS);
    }
    List<Answer> limited =
        noise.stream().filter(answer -> answer.outcome().equals("failed")).toList();
    // At most two seconds' worth at once, and ten for each second that the test takes.
    assertThat(limited).hasSizeGreaterThan(1_500);
    assertThat(limited)
        .allSatisfy(
            answer ->
                assertThat(answer.failure)
                    .isInstanceOfSatisfying(
                        RateExceededException.class, e -> assertThat(e.retryAfter()).isPositive()));
    assertThat(rejected()).as("what is over the limit is not kept").isEmpty();
    assertThat(
            meters
                .get("millwright.gateway.messages.limited")
                .tag("protocol", "mqtt")
                .counter()
                .count())
        .isEqualTo(limited.size());
    assertThat(noisy.rate().nanosToWait(System.nanoTime())).isPositive();
    assertThat(quiet.rate().nanosToWait(System.nanoTime())).isZero();
  }

  @Test
  void garbageCountsAgainstTheLimitToo() throws Exception {
    put(press().setLimits(limits(1, 0)));
    Sender sender = admitted("press-7");

    for (int i = 0; i < 50; i++) {
      intake.reject(
          message(sender, tenant, "pump-1", "x", null),
          new Rejection(Rejection.Kind.SYNTAX, "garbage"),
          new Answer());
    }

    Answer last = answer(message(sender, tenant, "pump-1", "x", null));
    assertThat(last.outcome()).isEqualTo("failed");
    assertThat(rejected()).hasSizeBetween(1, 10);
  }

  @Test
  void aMessageAboveTheDevicesSizeIsRefused() throws Exception {
    put(asset(tenant + "/pump-1", "temp"));
    put(press().addGrants(grant("*")).setLimits(limits(0, 21)));
    Sender sender = admitted("press-7");

    assertThat(send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    assertThat(send(sender, "pump-1", "temp1").reason())
        .contains("has 22 bytes: its device may send 21");
  }

  @Test
  void readingsComeToKafkaInTheUnitOfTheirPointAndJudged() throws Exception {
    put(
        AssetRegistration.newBuilder()
            .setTenant(tenant)
            .setAsset("pump-1")
            .addPoints(
                PointRegistration.newBuilder()
                    .setName("temp")
                    .setUnit("Cel")
                    .setPhysicalHigh(100)
                    .setLowPriority(true))
            .build());
    put(press().addGrants(grant("*")));
    String senml =
        "[{\"n\":\"temp\",\"u\":\"K\",\"v\":293.15,\"t\":1763683200},"
            + "{\"n\":\"temp\",\"v\":900,\"u\":\"K\",\"t\":1763683201}]";

    Answer answer =
        answer(message(admitted("press-7"), tenant, "pump-1", senml, BodyFormat.SENML_JSON));

    assertThat(answer.outcome()).isEqualTo("accepted");
    await().until(() -> measured().size() == 1);
    Measurements kept = measured().get(0);
    assertThat(kept.value(0)).isEqualTo(20);
    assertThat(kept.quality(0)).isEqualTo(Quality.GOOD);
    assertThat(kept.quality(1)).isEqualTo(Quality.BAD);
    Answer wrong =
        answer(
            message(
                admitted("press-7"),
                tenant,
                "pump-1",
                "[{\"n\":\"temp\",\"u\":\"Pa\",\"v\":1}]",
                BodyFormat.SENML_JSON));
    assertThat(wrong.reason()).contains("unit 'Pa' cannot be expressed in 'Cel'");
  }

  @Test
  void anUnknownDeviceAtTheDoorIsToldOnce() throws Exception {
    for (String name : List.of("press-9", "press-9", "not a tag", "press-9")) {
      Admission admission =
          access.admit(password(name)).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(admission).isInstanceOf(Admission.Refused.class);
    }

    await().until(() -> !discovered().isEmpty());
    assertThat(discovered()).hasSize(1);
    assertThat(discovered().get(0).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_DEVICE);
    assertThat(discovered().get(0).getSource()).isEqualTo("mqtt:" + tenant + "/press-9");
  }

  @Test
  void aDeviceThatInventsPointsWithoutEndCannotFloodTheListOfDiscoveries() throws Exception {
    put(asset(tenant + "/pump-1", "temp"));
    put(press().addGrants(grant("*")));
    Sender sender = admitted("press-7");

    for (int i = 0; i < 900; i++) {
      intake.take(message(sender, tenant, "pump-1", body("p" + i), null), new Answer());
    }

    await().until(() -> rejected().size() == 900);
    assertThat(discovered()).hasSizeBetween(200, 300);
    assertThat(meters.get("millwright.gateway.discoveries.suppressed").counter().count())
        .isEqualTo(900 - discovered().size());
  }

  private DeviceRegistration.Builder press() {
    return device(tenant + "/press-7").addCredentials(SECRET);
  }

  private static DeviceLimits limits(int messagesPerSecond, int bytes) {
    return DeviceLimits.newBuilder()
        .setMessagesPerSecond(messagesPerSecond)
        .setMaxMessageBytes(bytes)
        .build();
  }

  private void put(DeviceRegistration.Builder registration) {
    DeviceRegistration built = registration.build();
    registry.device(built.getTenant() + "/" + built.getDevice(), built.toByteArray());
  }

  private void put(AssetRegistration registration) {
    registry.asset(
        AssetKey.of(registration.getTenant(), registration.getAsset()), registration.toByteArray());
  }

  private Credentials.Password password(String device) {
    return new Credentials.Password(
        Protocol.MQTT, "client", tenant + "/" + device, "secret".getBytes(UTF_8));
  }

  private Sender admitted(String device) throws Exception {
    Admission admission =
        access.admit(password(device)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).sender();
  }

  private static String body(String point) {
    return "{\"values\":{\"" + point + "\":1}}";
  }

  private static DeviceMessage message(
      Sender sender, String tenant, String asset, String body, @Nullable BodyFormat format) {
    return new DeviceMessage(
        Protocol.MQTT,
        sender,
        "millwright/v1/" + tenant + "/" + asset + "/measurements",
        format,
        body.getBytes(UTF_8),
        System.currentTimeMillis() * 1_000);
  }

  private Answer send(Sender sender, String asset, String point) throws Exception {
    return answer(message(sender, tenant, asset, body(point), null));
  }

  private Answer answer(DeviceMessage message) throws Exception {
    Answer answer = new Answer();
    intake.take(message, answer);
    answer.done.get(20, TimeUnit.SECONDS);
    return answer;
  }

  private Answer take(Arrival arrival) throws Exception {
    Answer answer = new Answer();
    intake.take(arrival, answer);
    answer.done.get(20, TimeUnit.SECONDS);
    return answer;
  }

  private List<Measurements> measured() {
    return measurements.values().stream()
        .filter(batch -> batch.asset().tenant().value().equals(tenant))
        .toList();
  }

  private List<RejectedMessage> rejected() {
    return rejected.values().stream()
        .filter(message -> message.getAddress().contains("/" + tenant + "/"))
        .toList();
  }

  private List<Discovery> discovered() {
    return discovered.values().stream()
        .filter(discovery -> discovery.getTenant().equals(tenant))
        .toList();
  }

  /** What the device heard. */
  private static final class Answer implements Receipt {
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private volatile String reason = "";
    private volatile @Nullable Exception failure;

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

    private String outcome() {
      return done.join();
    }

    private String reason() {
      return reason;
    }
  }
}
