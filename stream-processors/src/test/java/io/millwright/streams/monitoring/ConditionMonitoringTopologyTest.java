package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.Waveform;
import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph with the real engine, without a broker. */
class ConditionMonitoringTopologyTest {
  private static final AssetKey PUMP = Pumps.pump(1);

  @TempDir Path directory;
  private SimpleMeterRegistry registry;
  private MonitoringMetrics metrics;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    start(true, Pumps.models());
  }

  private void start(boolean descriptors, ModelCatalog models) {
    registry = new SimpleMeterRegistry();
    metrics = new MonitoringMetrics(registry);
    Properties properties = new Properties();
    properties.put("application.id", "monitoring");
    properties.put("bootstrap.servers", "none:1");
    // Not exactly once: the driver would not show the dead letters then.
    properties.put("ensure.explicit.internal.resource.naming", true);
    properties.put("state.dir", directory.toString());
    properties.put("deserialization.exception.handler", RejectingHandler.class.getName());
    properties.put(RejectingHandler.METRICS, metrics);
    driver =
        new TopologyTestDriver(
            ConditionMonitoringTopology.build(
                new TopologyConfig(new StreamsConfig(properties)),
                models,
                metrics,
                descriptors,
                Duration.ofMinutes(1),
                Duration.ZERO),
            properties);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private <V> void pipe(Topic<AssetKey, V> topic, AssetKey key, @Nullable V value) {
    TestInputTopic<AssetKey, V> input =
        driver.createInputTopic(
            topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer());
    input.pipeInput(key, value);
  }

  private void plan(AssetKey asset, String document) {
    pipe(Topics.PLANS, asset, Pumps.release(asset, document));
  }

  private void hours(int pump, int from, int to) {
    for (int hour = from; hour < to; hour++) {
      pipe(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
    }
  }

  private <K, V> List<V> read(Topic<K, V> topic) {
    return driver
        .createOutputTopic(
            topic.name(), topic.keySerde().deserializer(), topic.valueSerde().deserializer())
        .readValuesToList();
  }

  private double count(String meter) {
    return registry.get("millwright.streams." + meter).counter().count();
  }

  private static Conclusions reference(int pump, int hours) {
    AssetMonitor monitor = new AssetMonitor(Pumps.pump(pump), MonitoringPlan.parse(Pumps.plan(1)));
    List<Conclusions> all = new ArrayList<>();
    for (int hour = 0; hour < hours; hour++) {
      all.add(monitor.accept(Pumps.readings(pump, hour), Pumps.models()));
    }
    return together(all);
  }

  private static Conclusions together(List<Conclusions> all) {
    return new Conclusions(
        all.stream().flatMap(each -> each.descriptors().stream()).toList(),
        all.stream().flatMap(each -> each.findings().stream()).toList(),
        all.stream().flatMap(each -> each.stateChanges().stream()).toList(),
        all.stream().flatMap(each -> each.alarms().stream()).toList(),
        all.stream().flatMap(each -> each.health().stream()).toList(),
        all.stream().flatMap(each -> each.prognoses().stream()).toList(),
        all.stream().flatMap(each -> each.advisories().stream()).toList(),
        null);
  }

  @Test
  void writesWhatEachBlockConcludesToItsTopic() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 100);

    Concluded expected = new Concluded("pump-wear", 1, "", false, reference(1, 100));
    assertThat(read(Topics.DESCRIPTORS))
        .isEqualTo(ConclusionMessages.descriptors(PUMP, expected))
        .hasSize(99);
    assertThat(read(Topics.STATES))
        .isEqualTo(ConclusionMessages.states(PUMP, expected))
        .isNotEmpty();
    assertThat(read(Topics.HEALTH))
        .isEqualTo(ConclusionMessages.health(PUMP, expected))
        .hasSize(99);
    assertThat(read(Topics.PROGNOSES))
        .isEqualTo(ConclusionMessages.prognoses(PUMP, expected))
        .hasSize(99);
    assertThat(read(Topics.ADVISORIES))
        .isEqualTo(ConclusionMessages.advisories(PUMP, expected))
        .hasSize(3);
    assertThat(metrics.readingsScored()).isEqualTo(200);
    assertThat(metrics.advisories()).isEqualTo(3);
    assertThat(metrics.assetsMonitored()).isEqualTo(1);
    assertThat(metrics.plansInForce()).isEqualTo(1);
    assertThat(metrics.flushes()).isPositive();
  }

  @Test
  void saysInAnAdvisoryWhatItRestsOn() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 20);

    Advisory advisory = read(Topics.ADVISORIES).get(0);
    assertThat(advisory.getTenant()).isEqualTo("acme");
    assertThat(advisory.getAsset()).isEqualTo("pump-1");
    assertThat(advisory.getFailureMode()).isEqualTo("wear-out");
    assertThat(advisory.getRule()).isEqualTo("wear-foreseen");
    assertThat(advisory.getPlanId()).isEqualTo("pump-wear");
    assertThat(advisory.getPlanVersion()).isEqualTo(1);
    assertThat(advisory.getPriority()).isEqualTo(2);
    assertThat(advisory.getChecklistList()).containsExactly("Look at the impeller.");
    assertThat(advisory.getModelsList())
        .extracting("name")
        .containsExactlyInAnyOrder("wear-failure", "wear-life");
    assertThat(advisory.getContributionsList()).isNotEmpty();
    assertThat(advisory.getEvidenceList()).isNotEmpty();
    assertThat(advisory.getPrognosis().getHorizonHours()).isEqualTo(30);
    assertThat(advisory.getPrognosis().getRemainingLifeHours()).isCloseTo(20, within(1e-4));
    assertThat(advisory.getPrognosis().getRemainingLifeLowHours()).isLessThan(20);
    assertThat(advisory.getDueByMicros()).isGreaterThan(advisory.getRaisedAtMicros());
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void leavesTheDescriptorsOutWhenTheyAreSwitchedOff() {
    driver.close();
    start(false, Pumps.models());
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 10);

    assertThat(read(Topics.DESCRIPTORS)).isEmpty();
    assertThat(read(Topics.HEALTH)).isNotEmpty();
  }

  @Test
  void passesReadingsOfAnAssetWithoutAPlanOver() {
    hours(1, 0, 5);
    pipe(Topics.EVENTS, PUMP, tick(10));

    assertThat(read(Topics.HEALTH)).isEmpty();
    assertThat(count("readings.without.plan")).isEqualTo(10);
    assertThat(count("records.without.plan")).isEqualTo(1);
    assertThat(changeLog("asset-monitors")).isEmpty();
  }

  private static AssetEvent tick(int hour) {
    return AssetEvent.newBuilder()
        .setTenant("acme")
        .setAsset("pump-1")
        .setKind(AssetEvent.Kind.TIME_TICK)
        .setTimeMicros(Pumps.BASE + hour * Pumps.HOUR)
        .build();
  }

  @Test
  void letsTimeTicksEndTheScanThatIsOpen() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 2);
    assertThat(read(Topics.HEALTH)).hasSize(1);

    pipe(Topics.EVENTS, PUMP, tick(2).toBuilder().setKind(AssetEvent.Kind.BIRTH).build());
    assertThat(read(Topics.HEALTH)).isEmpty();
    pipe(Topics.EVENTS, PUMP, tick(2));
    assertThat(read(Topics.HEALTH)).hasSize(1);
  }

  @Test
  void keepsThePlanInForceWhenAReleaseCannotBeUsed() {
    plan(PUMP, Pumps.plan(1));
    plan(PUMP, Pumps.invalidPlan());
    plan(PUMP, "neither: yaml: nor plan");
    pipe(
        Topics.PLANS, PUMP, Pumps.release(PUMP, Pumps.plan(2)).toBuilder().setSha256("00").build());
    hours(1, 0, 3);

    assertThat(count("plans.refused")).isEqualTo(3);
    assertThat(read(Topics.HEALTH)).extracting(HealthAssessment::getPlanVersion).containsOnly(1);
  }

  @Test
  void goesOnUnderANewPlanAndForgetsTheOldDocument() {
    plan(PUMP, Pumps.plan(1));
    plan(Pumps.pump(2), Pumps.plan(1));
    hours(1, 0, 15);
    List<HealthAssessment> before = read(Topics.HEALTH);
    plan(PUMP, Pumps.plan(2));
    assertThat(metrics.plansInForce()).isEqualTo(2);
    hours(1, 15, 25);

    assertThat(before).extracting(HealthAssessment::getPlanVersion).containsOnly(1);
    assertThat(read(Topics.HEALTH)).extracting(HealthAssessment::getPlanVersion).containsOnly(2);
    // The windows went on: the episode began under the old plan.
    assertThat(read(Topics.ADVISORIES)).hasSize(1);

    plan(Pumps.pump(2), Pumps.plan(2));
    assertThat(metrics.plansInForce()).isEqualTo(1);
    assertThat(changeLog("plan-documents")).hasSize(1);
    assertThat(changeLog("asset-monitors")).hasSize(2);
  }

  @Test
  void forgetsAnAssetWhosePlanIsWithdrawn() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 5);
    pipe(Topics.PLANS, PUMP, (MonitoringPlanRelease) null);
    read(Topics.HEALTH);
    hours(1, 5, 10);

    assertThat(read(Topics.HEALTH)).isEmpty();
    assertThat(metrics.assetsMonitored()).isZero();
    assertThat(changeLog("asset-monitors")).isEmpty();
    assertThat(changeLog("plan-documents")).isEmpty();
  }

  @Test
  void raisesNothingForAFailureModeWhoseWorkOrderIsOpen() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 1);
    pipe(
        Topics.WORK_ORDERS,
        PUMP,
        WorkOrderEvent.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setStatus(WorkOrderEvent.Status.NEW)
            .setFailureMode("wear-out")
            .setRule("wear-foreseen")
            .setTimeMicros(Pumps.BASE)
            .build());
    hours(1, 1, 40);

    assertThat(read(Topics.ADVISORIES)).isEmpty();
    assertThat(read(Topics.STATES))
        .extracting(StateDetection::getState)
        .contains(State.STATE_ALERT);
  }

  @Test
  void sendsWhatItCannotReadToTheRejectedAndGoesOn() {
    plan(PUMP, Pumps.plan(1));
    TestInputTopic<String, byte[]> raw =
        driver.createInputTopic(
            Topics.MEASUREMENTS.name(), new StringSerializer(), new ByteArraySerializer());
    raw.pipeInput("acme/pump-1", new byte[] {1, 2, 3});
    raw.pipeInput("no asset key", new byte[0]);
    hours(1, 0, 3);

    List<RejectedMessage> rejected = read(Topics.REJECTED);
    assertThat(rejected).hasSize(2);
    assertThat(rejected.get(0).getPayload().toByteArray()).containsExactly(1, 2, 3);
    assertThat(rejected.get(0).getSource()).isEqualTo("kafka:telemetry.measurements.v1");
    assertThat(rejected.get(0).getReason()).contains("not a measurement batch");
    assertThat(rejected.get(1).getReason()).contains("write tenant/asset");
    assertThat(count("records.rejected")).isEqualTo(2);
    assertThat(read(Topics.HEALTH)).hasSize(2);
  }

  @Test
  void rejectsAMessageThatIsNotAboutTheAssetItIsKeyedWith() {
    plan(PUMP, Pumps.plan(1));
    plan(Pumps.pump(2), Pumps.plan(1));
    Measurements stray = Pumps.readings(2, 0);
    pipe(Topics.MEASUREMENTS, PUMP, stray);
    pipe(Topics.EVENTS, Pumps.pump(2), tick(5));
    pipe(Topics.PLANS, Pumps.pump(3), Pumps.release(PUMP, Pumps.plan(2)));

    assertThat(read(Topics.REJECTED))
        .hasSize(3)
        .allMatch(message -> message.getReason().contains("about another asset"));
    assertThat(metrics.readingsScored()).isZero();
    assertThat(metrics.assetsMonitored()).isEqualTo(2);
  }

  @Test
  void keepsEachMonitorAsItsSnapshotInTheChangeLog() {
    plan(PUMP, Pumps.plan(1));
    plan(Pumps.pump(2), Pumps.plan(1));
    hours(1, 0, 30);
    hours(2, 0, 3);

    MonitoringPlan plan = MonitoringPlan.parse(Pumps.plan(1));
    AssetMonitor expected = new AssetMonitor(PUMP, plan);
    for (int hour = 0; hour < 30; hour++) {
      expected.accept(Pumps.readings(1, hour), Pumps.models());
    }
    Map<String, byte[]> stored = changeLog("asset-monitors");
    assertThat(stored).containsOnlyKeys("acme/pump-1", "acme/pump-2");
    assertThat(stored.get("acme/pump-1")).isEqualTo(MonitoredReference.stored(expected));
    assertThat(changeLog("plan-documents")).containsOnlyKeys(plan.sha256());
  }

  private Map<String, byte[]> changeLog(String store) {
    Map<String, byte[]> last = new HashMap<>();
    for (TestRecord<String, byte[]> record :
        driver
            .createOutputTopic(
                "monitoring-" + store + "-changelog",
                new StringDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList()) {
      if (record.value() == null) {
        last.remove(record.key());
      } else {
        last.put(record.key(), record.value());
      }
    }
    return last;
  }

  @Test
  @SuppressWarnings("unchecked")
  void beginsAnewWhenAStoredMonitorCannotBeReadAndLeavesTheOthersAlone() {
    plan(PUMP, Pumps.plan(1));
    plan(Pumps.pump(2), Pumps.plan(1));
    hours(1, 0, 5);
    hours(2, 0, 5);
    read(Topics.HEALTH);
    LiveStore<AssetKey, MonitoredAsset> store =
        (LiveStore<AssetKey, MonitoredAsset>) driver.getStateStore("asset-monitors");
    store.clearCache();
    LeanStore lean = store.findInner(LeanStore.class);
    String sha256 = MonitoringPlan.parse(Pumps.plan(1)).sha256();
    lean.keep(
        Bytes.wrap("acme/pump-1".getBytes(UTF_8)),
        new StoredMonitor(sha256, MonitoredAsset.Pace.NOT_LIVE, 0, new byte[] {1, 2}).write());
    hours(1, 5, 10);
    hours(2, 5, 10);

    assertThat(count("states.unusable")).isEqualTo(1);
    // The one that began anew has no scan open from before.
    assertThat(read(Topics.HEALTH)).hasSize(4 + 5);
  }

  @Test
  @SuppressWarnings("unchecked")
  void doesNotMonitorAnAssetWhoseStoredBytesAreGarbageUntilItsPlanIsReleasedAgain() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 1);
    LiveStore<AssetKey, MonitoredAsset> store =
        (LiveStore<AssetKey, MonitoredAsset>) driver.getStateStore("asset-monitors");
    store.clearCache();
    store.findInner(LeanStore.class).keep(Bytes.wrap("acme/pump-1".getBytes(UTF_8)), new byte[70]);
    hours(1, 1, 5);

    assertThat(count("states.unusable")).isEqualTo(1);
    assertThat(count("readings.without.plan")).isEqualTo(8);

    plan(PUMP, Pumps.plan(1));
    hours(1, 5, 10);
    assertThat(read(Topics.HEALTH)).hasSize(4);
  }

  @Test
  void goesOnWithTheOtherAssetsWhenTheEngineFailsAtOne() {
    driver.close();
    start(
        true,
        (tenant, name) -> {
          if (tenant.value().equals("broken")) {
            throw new IllegalStateException("scores nothing");
          }
          return Pumps.models().find(tenant, name);
        });
    AssetKey broken = AssetKey.of("broken", "pump-1");
    plan(broken, Pumps.plan(1));
    plan(PUMP, Pumps.plan(1));
    for (int hour = 0; hour < 10; hour++) {
      pipe(
          Topics.MEASUREMENTS,
          broken,
          Measurements.builder(broken, "mqtt:plant")
              .add("wear", Pumps.BASE + hour * Pumps.HOUR, 20)
              .build());
      hours(1, hour, hour + 1);
    }

    // Each time its second reading closes the first scan.
    assertThat(count("engine.failures")).isEqualTo(5);
    assertThat(read(Topics.HEALTH)).hasSize(9);
  }

  @Test
  void saysWhichSensorsCannotBeBelievedAndWhatToDo() {
    String plan =
        Pumps.plan(1)
            .replace("descriptors:\n", "instruments: [{points: [wear, speed]}]\ndescriptors:\n");
    plan(PUMP, plan);
    AssetMonitor monitor = new AssetMonitor(PUMP, MonitoringPlan.parse(plan));
    List<Conclusions> all = new ArrayList<>();
    for (int hour = 0; hour < 120; hour++) {
      Measurements readings =
          hour < 40 || hour >= 60
              ? Pumps.readings(1, hour)
              : Measurements.builder(PUMP, "mqtt:plant")
                  .add("wear", Pumps.BASE + hour * Pumps.HOUR, 500)
                  .add("speed", Pumps.BASE + hour * Pumps.HOUR, 1480 + hour % 3)
                  .build();
      pipe(Topics.MEASUREMENTS, PUMP, readings);
      all.add(monitor.accept(readings, Pumps.models()));
    }

    List<InstrumentFinding> findings = read(Topics.INSTRUMENTS);
    assertThat(findings)
        .isEqualTo(
            ConclusionMessages.findings(
                PUMP, new Concluded("pump-wear", 1, "mqtt:plant", false, together(all))));
    assertThat(findings)
        .filteredOn(finding -> finding.getFault() == InstrumentFinding.Fault.OUT_OF_RANGE)
        .extracting(InstrumentFinding::getPoint, InstrumentFinding::getOpen)
        .containsExactly(tuple("wear", true), tuple("wear", false));
    assertThat(findings).allMatch(finding -> !finding.getRemedy().isEmpty());
    long opened = findings.stream().filter(InstrumentFinding::getOpen).count();
    assertThat(count("findings.opened")).isEqualTo(opened);
    assertThat(count("findings.closed")).isEqualTo(findings.size() - opened);
  }

  private static final String WAVEFORM_PLAN =
      """
      id: motor
      version: 1
      assetClass: motor
      title: A motor
      scan: {period: PT1M, lateness: PT1M}
      points:
        - {name: velocity, unit: mm/s, range: [0, 1000], waveform: acceleration, makes: "velocity-rms(10,100)", interval: PT10M}
      waveforms:
        - {point: acceleration, unit: m/s2}
      descriptors:
        - {points: [velocity], kinds: [last]}
      detectors:
        - {name: zone, kind: static-limit, point: velocity, descriptor: last, direction: high, alert: 4.5, alarm: 7.1}
      """;

  private static Waveform waveform(long startMicros, double amplitude) {
    Waveform.Builder waveform =
        Waveform.newBuilder()
            .setTenant(PUMP.tenant().value())
            .setAsset(PUMP.asset().value())
            .setPoint("acceleration")
            .setStartTimeMicros(startMicros)
            .setSamplingRateHz(512)
            .setUnit("m/s2");
    for (int i = 0; i < 512; i++) {
      waveform.addSamples((float) (amplitude * Math.sin(2 * Math.PI * 40 * i / 512)));
    }
    return waveform.build();
  }

  @Test
  void announcesAlarmsOfWaveformsAndHeedsWhatPeopleDoAboutThem() {
    long minute = 60_000_000;
    plan(PUMP, WAVEFORM_PLAN);
    for (int i = 0; i < 10; i++) {
      pipe(Topics.WAVEFORMS, PUMP, waveform(i * minute, 3));
      if (i == 4) {
        pipe(
            Topics.ALARM_COMMANDS,
            PUMP,
            AlarmCommand.newBuilder()
                .setCommandId("1")
                .setTenant(PUMP.tenant().value())
                .setAsset(PUMP.asset().value())
                .setKind(AlarmCommand.Kind.ACKNOWLEDGE)
                .setTimeMicros(4 * minute)
                .setBy("kim")
                .build());
      }
    }

    assertThat(read(Topics.ALARMS))
        .extracting(
            AlarmEvent::getState,
            AlarmEvent::getAnnunciated,
            AlarmEvent::getBy,
            AlarmEvent::getPoint)
        .containsExactly(
            tuple(AlarmEvent.AlarmState.ACTIVE_UNACKNOWLEDGED, true, "", "velocity"),
            tuple(AlarmEvent.AlarmState.ACTIVE_ACKNOWLEDGED, false, "kim", "velocity"));
  }

  @Test
  void setsAWaveformAndACommandThatCannotBeUsedAside() {
    plan(PUMP, WAVEFORM_PLAN);
    pipe(Topics.WAVEFORMS, PUMP, waveform(0, Double.NaN));
    pipe(Topics.WAVEFORMS, PUMP, waveform(0, 1).toBuilder().setSamplingRateHz(0).build());
    pipe(
        Topics.ALARM_COMMANDS,
        PUMP,
        AlarmCommand.newBuilder()
            .setTenant(PUMP.tenant().value())
            .setAsset(PUMP.asset().value())
            .setKind(AlarmCommand.Kind.SHELVE)
            .build());

    assertThat(count("inputs.refused")).isEqualTo(3);
    assertThat(count("engine.failures")).isZero();
  }

  @Test
  void tellsReadingsThatCameTooLate() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 10);
    assertThat(read(Topics.CORRECTIONS)).isEmpty();
    read(Topics.HEALTH);

    pipe(
        Topics.MEASUREMENTS,
        PUMP,
        Measurements.builder(PUMP, "coap:spare")
            .add("speed", Pumps.BASE + 3 * Pumps.HOUR, 1480)
            .add("wear", Pumps.BASE + 2 * Pumps.HOUR, 20)
            .add("wear", Pumps.BASE + 4 * Pumps.HOUR, 20)
            .build());

    assertThat(read(Topics.CORRECTIONS))
        .containsExactly(
            Correction.newBuilder()
                .setTenant("acme")
                .setAsset("pump-1")
                .setSource("coap:spare")
                .setFromMicros(Pumps.BASE + 2 * Pumps.HOUR)
                .setToMicros(Pumps.BASE + 4 * Pumps.HOUR)
                .setReadings(3)
                .setReachedMicros(Pumps.BASE + 9 * Pumps.HOUR + 60_000_000L)
                .addPoint("wear")
                .addPoint("speed")
                .build());
    assertThat(count("readings.late")).isEqualTo(3);
    assertThat(read(Topics.HEALTH)).isEmpty();
  }

  @Test
  void writesDescriptorsThatAreNotKnownYetAsNaN() {
    plan(PUMP, Pumps.plan(1));
    hours(1, 0, 2);

    DescriptorSet first = read(Topics.DESCRIPTORS).get(0);
    assertThat(first.getNameList()).contains("wear/last", "speed/slope30");
    assertThat(first.getValue(first.getNameList().indexOf("speed/slope30"))).isNaN();
  }
}
