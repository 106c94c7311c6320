package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.opcua.Security;
import io.millwright.gateway.opcua.UserIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Subscribing to the library's own server. */
@ExtendWith(KafkaExtension.class)
final class OpcUaIT {
  private static final AssetKey PRESS = AssetKey.of("demo", "press-1");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Security NONE =
      new Security(Security.Policy.NONE, Security.Mode.STRONGEST, Security.Trust.LIST);
  private static final Sampling FAST = new Sampling(Duration.ofMillis(20), 50, Deadband.NONE);

  @TempDir private Path keys;

  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private OpcUaPlant plant;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<AssetKey, AssetEvent> events;

  OpcUaIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  /** A reading as the test looks at it. */
  private record Reading(String point, double value, long micros, Quality quality) {}

  @BeforeEach
  void open() throws Exception {
    plant = new OpcUaPlant();
    gateway(List.of()).close(); // makes the topics
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    events = new TopicReader<>(kafka.direct(), Topics.EVENTS);
  }

  @AfterEach
  void close() throws Exception {
    plant.close();
    measurements.close();
    events.close();
  }

  private EdgeGateway gateway(List<OpcUaConfig> servers) {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct())
            .withMqtt(null)
            .withCoap(null)
            .withSources(new SourcesConfig(List.of(), List.of(), servers, keys)),
        registry);
  }

  private static OpcUaConfig server(
      String endpoint, Security security, UserIdentity user, List<Point> points, Browse... browse) {
    return new OpcUaConfig(
        "plant",
        endpoint,
        security,
        user,
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        Duration.ofMillis(100),
        points,
        List.of(browse));
  }

  private OpcUaConfig server(Point... points) {
    return server(plant.endpoint(), NONE, new UserIdentity.Anonymous(), List.of(points));
  }

  private static Point node(String name) {
    return node(name, FAST);
  }

  private static Point node(String name, Sampling sampling) {
    return new Point(
        PRESS,
        new PointName(name),
        new Address.Node("nsu=urn:millwright:test;s=" + name),
        sampling);
  }

  private List<Reading> readings(String point) {
    List<Reading> readings = new ArrayList<>();
    for (Measurements batch : measurements.values()) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.point(i).equals(point)) {
          readings.add(new Reading(point, batch.value(i), batch.timeMicros(i), batch.quality(i)));
        }
      }
    }
    return readings;
  }

  private Reading awaitReading(String point, double value) {
    await()
        .atMost(SOON)
        .until(() -> readings(point).stream().anyMatch(reading -> reading.value() == value));
    return readings(point).stream()
        .filter(reading -> reading.value() == value)
        .findFirst()
        .orElseThrow();
  }

  private double metric(String name, String reason) {
    return registry
        .get("millwright.gateway.source." + name)
        .tag("source", "opcua:plant")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private List<AssetEvent> events(AssetEvent.Kind kind) {
    return events.values().stream().filter(event -> event.getKind() == kind).toList();
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  @Test
  void takesValuesWithTheirTimeAndQuality() {
    Point byPath =
        new Point(
            PRESS,
            new PointName("speed"),
            new Address.BrowsePath("2:Press/2:Motor 1/2:Speed"),
            FAST);
    try (var gateway =
        gateway(
            List.of(server(node("Temp"), node("Running"), node("Name"), node("Trend"), byPath)))) {
      assertThat(awaitReading("Running", 1).quality()).isEqualTo(Quality.GOOD);
      assertThat(awaitReading("speed", 1500).quality()).isEqualTo(Quality.GOOD);

      Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
      plant.set("Temp", 21.5f, new StatusCode(StatusCodes.Uncertain_LastUsableValue), time);
      Reading uncertain = awaitReading("Temp", 21.5);
      assertThat(uncertain.quality()).isEqualTo(Quality.UNCERTAIN);
      assertThat(uncertain.micros()).isEqualTo(micros(time));

      plant.set("Temp", -3L, new StatusCode(StatusCodes.Bad_SensorFailure), time.plusSeconds(1));
      assertThat(awaitReading("Temp", -3).quality()).isEqualTo(Quality.BAD);

      plant.set("Temp", ulong(7), StatusCode.GOOD, Instant.parse("1601-01-02T00:00:00Z"));
      Reading unset = awaitReading("Temp", 7);
      assertThat(unset.micros()).isGreaterThan(micros(time));
      assertThat(unset.quality()).isEqualTo(Quality.UNCERTAIN);

      assertThat(readings("Name")).isEmpty();
      assertThat(readings("Trend")).isEmpty();
      assertThat(metric("dropped", "type")).isEqualTo(2);
      assertThat(measurements.values()).allMatch(batch -> batch.source().equals("opcua:plant"));
      assertThat(measurements.values().stream().map(Measurements::sourceSequence))
          .isSorted()
          .doesNotHaveDuplicates()
          .startsWith(1L);
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void makesPointsOfTheNumbersBelowANode() {
    Browse press =
        new Browse(PRESS, new Address.Node("nsu=urn:millwright:test;s=Press"), 3, 100, FAST);
    try (var gateway =
        gateway(
            List.of(
                server(plant.endpoint(), NONE, new UserIdentity.Anonymous(), List.of(), press)))) {
      awaitReading("Motor_1.Speed", 1500);
      awaitReading("Temp", 20);
      awaitReading("Running", 1);
      assertThat(measurements.values().stream().flatMap(batch -> batch.points().stream()))
          .containsOnly("Temp", "Running", "Motor_1.Speed");
    }
  }

  @Test
  void stopsBrowsingAtItsDepthAndLimit() {
    Address from = new Address.BrowsePath("2:Press");
    try (var gateway =
        gateway(
            List.of(
                server(
                    plant.endpoint(),
                    NONE,
                    new UserIdentity.Anonymous(),
                    List.of(),
                    new Browse(AssetKey.of("demo", "shallow"), from, 1, 100, FAST),
                    new Browse(AssetKey.of("demo", "few"), from, 5, 1, FAST))))) {
      await().atMost(SOON).until(() -> pointsOf("shallow").size() == 2);
      assertThat(pointsOf("shallow")).containsExactlyInAnyOrder("Temp", "Running");
      await().atMost(SOON).until(() -> !pointsOf("few").isEmpty());
      assertThat(pointsOf("few")).hasSize(1);
    }
  }

  private List<String> pointsOf(String asset) {
    return measurements.values().stream()
        .filter(batch -> batch.asset().equals(AssetKey.of("demo", asset)))
        .flatMap(batch -> batch.points().stream())
        .distinct()
        .toList();
  }

  @Test
  void keepsQuietAboutChangesWithinTheDeadband() {
    Sampling dead =
        new Sampling(Duration.ofMillis(20), 50, new Deadband(Deadband.Kind.ABSOLUTE, 1.0));
    try (var gateway = gateway(List.of(server(node("Temp", dead), node("Speed"))))) {
      awaitReading("Temp", 20);
      for (double value : new double[] {20.4, 20.9, 22.5, 23.0, 19}) {
        plant.set("Temp", value);
        // Its arrival says that the server has looked at both.
        plant.set("Speed", value);
        awaitReading("Speed", value);
      }
      awaitReading("Temp", 19);
      assertThat(readings("Temp").stream().map(Reading::value)).containsExactly(20.0, 22.5, 19.0);
    }
  }

  private static Point pressure(AssetKey asset, Deadband deadband) {
    return new Point(
        asset,
        new PointName("Pressure"),
        new Address.Node("nsu=urn:millwright:test;s=Pressure"),
        new Sampling(Duration.ofMillis(20), 50, deadband));
  }

  @Test
  void convertsTheUnitOfAnAnalogItemAndTakesADeadbandInPercentOfItsRange() throws Exception {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    register(hydraulics, "Pressure", "MPa");
    Deadband onePercent = new Deadband(Deadband.Kind.PERCENT, 1);
    try (var gateway = gateway(List.of(server(pressure(hydraulics, onePercent), node("Speed"))))) {
      awaitReading("Pressure", 10);
      // 1 % of 0 to 200 bar is 2 bar.
      for (double value : new double[] {101.5, 103.0, 104.9, 98.0}) {
        plant.set("Pressure", value);
        plant.set("Speed", value);
        awaitReading("Speed", value);
      }

      awaitReading("Pressure", 9.8);
      assertThat(readings("Pressure").stream().map(Reading::value))
          .containsExactly(10.0, 10.3, 9.8);
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void tellsTheUnitOfAnAnalogItemThatNobodyHasRegistered() {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    try (var gateway = gateway(List.of(server(pressure(hydraulics, Deadband.NONE))));
        var discoveries = new TopicReader<>(kafka.direct(), Topics.DISCOVERIES)) {
      awaitReading("Pressure", 100);
      await()
          .atMost(SOON)
          .until(
              () ->
                  discoveries.values().stream()
                      .anyMatch(
                          it ->
                              it.getAsset().equals(hydraulics.asset().value())
                                  && it.getUnitsList().equals(List.of("bar"))));
      assertThat(metric("dropped", "unit")).isZero();
    }
  }

  @Test
  void leavesOutAPointWhoseUnitDoesNotFitAndReadsTheOthers() throws Exception {
    AssetKey hydraulics = AssetKey.of("demo", "hydraulics-" + UUID.randomUUID());
    register(hydraulics, "Pressure", "Cel");
    try (var gateway =
        gateway(List.of(server(pressure(hydraulics, Deadband.NONE), node("Temp"))))) {
      awaitReading("Temp", 20);
      await().atMost(SOON).until(() -> metric("dropped", "unit") > 0);
      assertThat(readings("Pressure")).isEmpty();
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void refusesADeadbandInPercentWhereTheServerStatesNoRange() {
    Sampling percent =
        new Sampling(Duration.ofMillis(20), 50, new Deadband(Deadband.Kind.PERCENT, 1));
    try (var gateway = gateway(List.of(server(node("Temp", percent), node("Speed"))))) {
      awaitReading("Speed", 1500);
      await().atMost(SOON).until(() -> !events(AssetEvent.Kind.CODE).isEmpty());
      assertThat(events(AssetEvent.Kind.CODE).get(0).getText())
          .startsWith("demo/press-1 Temp: a deadband in percent is of the EURange")
          .endsWith("use deadband: {absolute: ...}");
      assertThat(readings("Temp")).isEmpty();
    }
  }

  private void register(AssetKey asset, String point, String unit) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.direct()),
            Topics.ASSETS.keySerde().serializer(),
            Topics.ASSETS.valueSerde().serializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.ASSETS.name(),
                  asset,
                  AssetRegistration.newBuilder()
                      .setTenant(asset.tenant().value())
                      .setAsset(asset.asset().value())
                      .addPoints(PointRegistration.newBuilder().setName(point).setUnit(unit))
                      .build()))
          .get();
    }
  }

  @Test
  void speaksEverySecurityPolicyThatTheServerOffersWhenToldTo() {
    for (Security.Policy policy : Security.Policy.values()) {
      SecurityPolicy expected =
          policy == Security.Policy.STRONGEST
              ? SecurityPolicy.Aes256_Sha256_RsaPss
              : Stream.of(SecurityPolicy.values())
                  .filter(it -> it.name().replace("_", "").equalsIgnoreCase(bare(policy)))
                  .findFirst()
                  .orElseThrow();
      int before = readings("Temp").size();
      Security security = new Security(policy, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
      try (var gateway =
          gateway(
              List.of(
                  server(
                      plant.endpoint(),
                      security,
                      new UserIdentity.Anonymous(),
                      List.of(node("Temp")))))) {
        await(policy.name()).atMost(SOON).until(() -> readings("Temp").size() > before);
        assertThat(plant.policies()).as(policy.name()).containsExactly(expected);
      }
      await().atMost(SOON).until(() -> plant.sessions() == 0);
    }
  }

  private static String bare(Security.Policy policy) {
    return policy.name().replace("_", "");
  }

  @Test
  void showsTheCertificateOfAUserAndIsRefusedWithAnotherOne() throws Exception {
    UserIdentity.Certificate user = userCertificate("user");
    plant.trustUser(certificate(user));
    Security firstUse =
        new Security(Security.Policy.STRONGEST, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
    try (var gateway =
        gateway(List.of(server(plant.endpoint(), firstUse, user, List.of(node("Temp")))))) {
      awaitReading("Temp", 20);
    }
    try (var gateway =
        gateway(
            List.of(
                server(
                    plant.endpoint(),
                    firstUse,
                    userCertificate("other"),
                    List.of(node("Temp")))))) {
      await().atMost(SOON).until(() -> problem(gateway).startsWith("the server refuses the user"));
    }
  }

  private static X509Certificate certificate(UserIdentity.Certificate user) throws Exception {
    try (var file = Files.newInputStream(user.certificate())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  /** The certificate in DER and its key in PEM. */
  private UserIdentity.Certificate userCertificate(String name) throws Exception {
    KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    X509Certificate certificate =
        new SelfSignedCertificateBuilder(pair).setCommonName(name).build();
    Path certificateFile = keys.resolve(name + ".der");
    Path keyFile = keys.resolve(name + ".pem");
    Files.write(certificateFile, certificate.getEncoded());
    Files.writeString(
        keyFile,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return new UserIdentity.Certificate(certificateFile, keyFile);
  }

  @Test
  void namesAPointThatTheServerDoesNotHaveAndReadsTheOthers() {
    try (var gateway = gateway(List.of(server(node("Temp"), node("Tmep"))))) {
      awaitReading("Temp", 20);
      await().atMost(SOON).until(() -> !events(AssetEvent.Kind.CODE).isEmpty());
      assertThat(events(AssetEvent.Kind.CODE))
          .singleElement()
          .matches(event -> event.getCode().equals("OPC_UA_REFUSED"))
          .matches(event -> event.getText().startsWith("demo/press-1 Tmep: "))
          .matches(event -> event.getText().contains("Bad_NodeIdUnknown"));
    }
  }

  @Test
  void countsWhatTheServersQueueCouldNotHold() {
    Sampling small = new Sampling(Duration.ofMillis(10), 2, Deadband.NONE);
    OpcUaConfig slow =
        new OpcUaConfig(
            "plant",
            plant.endpoint(),
            NONE,
            new UserIdentity.Anonymous(),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            List.of(node("Temp", small), node("Speed", FAST)),
            List.of());
    try (var gateway = gateway(List.of(slow))) {
      awaitReading("Temp", 20);
      List<Double> sent = DoubleStream.iterate(100, value -> value + 1).limit(400).boxed().toList();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(30))
          .until(
              new java.util.concurrent.Callable<>() {
                private int next;

                @Override
                public Boolean call() {
                  plant.set("Temp", sent.get(next++ % sent.size()));
                  return metric("dropped", "overflow") > 0;
                }
              });
    }
  }

  @Test
  void signsAndEncryptsForAServerThatItsOwnerTrustsAndSaysWhoItIs() throws Exception {
    UserIdentity user = new UserIdentity.UserName(OpcUaPlant.USER, OpcUaPlant.PASSWORD);
    try (var gateway =
        gateway(
            List.of(server(plant.endpoint(), Security.STRONGEST, user, List.of(node("Temp")))))) {
      await().atMost(SOON).until(() -> problem(gateway).contains("is not trusted"));
      Path rejected = keys.resolve("rejected").resolve("plant.der");
      assertThat(problem(gateway)).contains("move " + rejected + " to " + keys.resolve("trusted"));
      assertThat(Files.readAllBytes(rejected)).isEqualTo(plant.certificate().getEncoded());
      assertThat(plant.sessions()).isZero();
      assertThat(measurements.values()).isEmpty();

      Files.move(rejected, keys.resolve("trusted").resolve("plant.der"));

      awaitReading("Temp", 20);
      Path privateKey = keys.resolve("own").resolve("private-key.der");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateKey)))
          .isEqualTo("rw-------");
    }
    byte[] own = Files.readAllBytes(keys.resolve("own").resolve("certificate.der"));
    try (var gateway =
        gateway(
            List.of(
                server(
                    plant.endpoint(),
                    new Security(
                        Security.Policy.BASIC256SHA256, Security.Mode.SIGN, Security.Trust.LIST),
                    user,
                    List.of(node("Speed")))))) {
      awaitReading("Speed", 1500);
      assertThat(Files.readAllBytes(keys.resolve("own").resolve("certificate.der"))).isEqualTo(own);
    }
  }

  private static String problem(EdgeGateway gateway) {
    return String.valueOf(gateway.sources().get(0).problem());
  }

  @Test
  void saysThatThePasswordIsWrongWithoutShowingIt() throws IOException {
    Security firstUse =
        new Security(
            Security.Policy.STRONGEST, Security.Mode.SIGN_AND_ENCRYPT, Security.Trust.FIRST_USE);
    try (var gateway =
        gateway(
            List.of(
                server(
                    plant.endpoint(),
                    firstUse,
                    new UserIdentity.UserName(OpcUaPlant.USER, "wrong-one"),
                    List.of(node("Temp")))))) {
      await().atMost(SOON).until(() -> problem(gateway).startsWith("the server refuses the user"));
      assertThat(problem(gateway))
          .contains("check 'user' of the source plant")
          .doesNotContain("wrong-one");
      assertThat(gateway.sources().get(0).connected()).isFalse();
    }
  }

  @Test
  void trustsAtFirstUseOnlyWhenToldAndThenNoOtherCertificate() throws Exception {
    Security firstUse =
        new Security(Security.Policy.STRONGEST, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
    OpcUaConfig config =
        server(plant.endpoint(), firstUse, new UserIdentity.Anonymous(), List.of(node("Temp")));
    try (var gateway = gateway(List.of(config))) {
      awaitReading("Temp", 20);
    }
    try (var other = new OpcUaPlant();
        var gateway =
            gateway(
                List.of(
                    server(
                        other.endpoint(),
                        firstUse,
                        new UserIdentity.Anonymous(),
                        List.of(node("Temp")))))) {
      await().atMost(SOON).until(() -> problem(gateway).contains("is not trusted"));
    }
  }

  @Test
  void subscribesAgainToAServerThatRestartedAndMarksTheGap() throws Exception {
    try (var gateway = gateway(List.of(server(node("Temp"))))) {
      awaitReading("Temp", 20);
      plant.stop();
      await().atMost(SOON).until(() -> !events(AssetEvent.Kind.DEATH).isEmpty());
      plant.set("Temp", 33.0);

      plant.start();

      awaitReading("Temp", 33);
      AssetEvent death = events(AssetEvent.Kind.DEATH).get(0);
      assertThat(death.getSource()).isEqualTo("opcua:plant");
      AssetEvent birth = events(AssetEvent.Kind.BIRTH).get(1);
      assertThat(birth.getCode()).isEqualTo("GAP");
      assertThat(birth.getTimeMicros()).isGreaterThan(death.getTimeMicros());
      plant.set("Temp", 34.0);
      awaitReading("Temp", 34);
    }
  }

  @Test
  void losesNothingWhenOnlyTheConnectionBreaksForAMoment() {
    try (var network = TcpProxy.to(plant.port());
        var gateway =
            gateway(
                List.of(
                    server(
                        OpcUaPlant.endpoint(network.port()),
                        NONE,
                        new UserIdentity.Anonymous(),
                        List.of(node("Temp")))))) {
      awaitReading("Temp", 20);
      network.cut();
      for (int i = 1; i <= 5; i++) {
        plant.set("Temp", 40.0 + i);
      }
      awaitReading("Temp", 45);
      assertThat(events(AssetEvent.Kind.DEATH)).isEmpty();
    }
  }

  @Test
  void takesAConnectionThatOnlyHangsForDeadAndMakesANewOne() {
    try (var network = TcpProxy.to(plant.port());
        var gateway =
            gateway(
                List.of(
                    server(
                        OpcUaPlant.endpoint(network.port()),
                        NONE,
                        new UserIdentity.Anonymous(),
                        List.of(node("Temp")))))) {
      awaitReading("Temp", 20);

      network.hold();

      await().atMost(SOON).until(() -> metric("ended", "lost") > 0);
      assertThat(events(AssetEvent.Kind.DEATH))
          .first()
          .matches(event -> event.getText().contains("nothing came for PT4S"));
      plant.set("Temp", 55.0);
      network.pass();
      awaitReading("Temp", 55);
    }
  }
}
