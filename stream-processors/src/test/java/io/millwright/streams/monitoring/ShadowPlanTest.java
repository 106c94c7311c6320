package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that runs beside the one in force. */
class ShadowPlanTest {
  private static final AssetKey PUMP = Pumps.pump(1);

  /** Limits lower than those in force, and another model. */
  private static final String TRIED =
      Pumps.plan(2)
          .replace("alert: 50, alarm: 70", "alert: 30, alarm: 40")
          .replace("wear-failure", "wear-tried");

  private static final List<Topic<AssetKey, ?>> PUBLISHED =
      List.of(
          Topics.DESCRIPTORS,
          Topics.STATES,
          Topics.HEALTH,
          Topics.PROGNOSES,
          Topics.INSTRUMENTS,
          Topics.CORRECTIONS,
          Topics.ADVISORIES);

  @TempDir Path directory;
  private SimpleMeterRegistry registry;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    start(catalog(() -> {}));
  }

  /** The tried model is the one in force, after something has happened. */
  private static ModelCatalog catalog(Runnable first) {
    return (tenant, name) -> {
      if (name.equals("wear-tried")) {
        first.run();
        return Pumps.models().find(tenant, "wear-failure");
      }
      return Pumps.models().find(tenant, name);
    };
  }

  private void start(ModelCatalog models) {
    registry = new SimpleMeterRegistry();
    driver = driver(directory.resolve("shadow"), models, registry);
  }

  private static TopologyTestDriver driver(
      Path state, ModelCatalog models, SimpleMeterRegistry registry) {
    MonitoringMetrics metrics = new MonitoringMetrics(registry);
    Properties properties = new Properties();
    properties.put("application.id", "monitoring");
    properties.put("bootstrap.servers", "none:1");
    properties.put("ensure.explicit.internal.resource.naming", true);
    properties.put("state.dir", state.toString());
    return new TopologyTestDriver(
        ConditionMonitoringTopology.build(
            new TopologyConfig(new StreamsConfig(properties)),
            models,
            metrics,
            true,
            Duration.ofMinutes(1),
            Duration.ZERO),
        properties);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private static <V> void pipe(
      TopologyTestDriver to, Topic<AssetKey, V> topic, AssetKey key, @Nullable V value) {
    to.createInputTopic(
            topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer())
        .pipeInput(key, value);
  }

  private <V> void pipe(Topic<AssetKey, V> topic, AssetKey key, @Nullable V value) {
    pipe(driver, topic, key, value);
  }

  private void hours(int from, int to) {
    for (int hour = from; hour < to; hour++) {
      pipe(Topics.MEASUREMENTS, PUMP, Pumps.readings(1, hour));
    }
  }

  private static <K, V> List<V> read(TopologyTestDriver from, Topic<K, V> topic) {
    return from.createOutputTopic(
            topic.name(), topic.keySerde().deserializer(), topic.valueSerde().deserializer())
        .readValuesToList();
  }

  private double count(String meter) {
    return registry.get("millwright.streams." + meter).counter().count();
  }

  private double shadows() {
    return registry.get("millwright.streams.shadow.assets.monitored").gauge().value();
  }

  private static void plan(TopologyTestDriver to) {
    pipe(to, Topics.PLANS, PUMP, Pumps.release(PUMP, Pumps.plan(1)));
  }

  private void shadow(String document) {
    pipe(Topics.SHADOW_PLANS, PUMP, Pumps.release(PUMP, document));
  }

  /** What is published about the same hours without a shadow. */
  private void assertPublishedAsIfThereWereNoShadow(int hours) {
    try (TopologyTestDriver alone =
        driver(directory.resolve("alone"), catalog(() -> {}), new SimpleMeterRegistry())) {
      plan(alone);
      for (int hour = 0; hour < hours; hour++) {
        pipe(alone, Topics.MEASUREMENTS, PUMP, Pumps.readings(1, hour));
      }
      for (Topic<AssetKey, ?> topic : PUBLISHED) {
        assertThat(read(driver, topic)).as(topic.name()).isEqualTo(read(alone, topic));
      }
    }
  }

  @Test
  void saysOnItsOwnTopicWhatItWouldHaveSaid() {
    plan(driver);
    shadow(TRIED);
    hours(0, 60);

    MonitoringPlan plan = MonitoringPlan.parse(TRIED);
    AssetMonitor monitor = new AssetMonitor(PUMP, plan);
    List<StateDetection> states = new ArrayList<>();
    List<Advisory> advisories = new ArrayList<>();
    for (int hour = 0; hour < 60; hour++) {
      Conclusions conclusions = monitor.accept(Pumps.readings(1, hour), catalog(() -> {}));
      Concluded concluded = new Concluded("pump-wear", 2, "", true, conclusions);
      states.addAll(ConclusionMessages.states(PUMP, concluded));
      advisories.addAll(ConclusionMessages.advisories(PUMP, concluded));
    }
    List<ShadowConclusion> said = read(driver, Topics.SHADOW);
    assertThat(said.stream().filter(ShadowConclusion::hasState).map(ShadowConclusion::getState))
        .isEqualTo(states)
        .isNotEmpty();
    assertThat(
            said.stream().filter(ShadowConclusion::hasAdvisory).map(ShadowConclusion::getAdvisory))
        .isEqualTo(advisories)
        .hasSize(2);
    assertThat(shadows()).isEqualTo(1);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void beginsWithWhatThePlanInForceKnows() {
    plan(driver);
    hours(0, 30);
    shadow(TRIED);
    hours(30, 60);

    AssetMonitor inForce = new AssetMonitor(PUMP, MonitoringPlan.parse(Pumps.plan(1)));
    for (int hour = 0; hour < 30; hour++) {
      inForce.accept(Pumps.readings(1, hour), catalog(() -> {}));
    }
    AssetMonitor tried = inForce.under(MonitoringPlan.parse(TRIED));
    List<StateDetection> states = new ArrayList<>();
    for (int hour = 30; hour < 60; hour++) {
      Conclusions conclusions = tried.accept(Pumps.readings(1, hour), catalog(() -> {}));
      states.addAll(
          ConclusionMessages.states(PUMP, new Concluded("pump-wear", 2, "", true, conclusions)));
    }
    assertThat(
            read(driver, Topics.SHADOW).stream()
                .filter(ShadowConclusion::hasState)
                .map(ShadowConclusion::getState))
        .isEqualTo(states)
        .isNotEmpty()
        .noneMatch(it -> it.getPrevious() == State.STATE_UNKNOWN);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void hearsOfTimeAndMaintenanceToo() {
    plan(driver);
    shadow(TRIED);
    hours(0, 1);
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
    hours(1, 30);
    assertThat(read(driver, Topics.SHADOW)).noneMatch(ShadowConclusion::hasAdvisory).isNotEmpty();

    pipe(
        Topics.EVENTS,
        PUMP,
        AssetEvent.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setKind(AssetEvent.Kind.TIME_TICK)
            .setTimeMicros(Pumps.BASE + 200 * Pumps.HOUR)
            .build());
    assertThat(read(driver, Topics.SHADOW)).anyMatch(ShadowConclusion::hasState);
  }

  @Test
  void endsWhenItIsTold() {
    plan(driver);
    shadow(TRIED);
    hours(0, 5);
    pipe(Topics.SHADOW_PLANS, PUMP, (MonitoringPlanRelease) null);
    read(driver, Topics.SHADOW);
    hours(5, 60);

    assertThat(read(driver, Topics.SHADOW)).isEmpty();
    assertThat(shadows()).isZero();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void doesNotEndWhenItsPlanComesIntoForce() {
    plan(driver);
    shadow(TRIED);
    pipe(Topics.PLANS, PUMP, Pumps.release(PUMP, TRIED));
    hours(0, 20);

    assertThat(read(driver, Topics.STATES)).isNotEmpty();
    assertThat(read(driver, Topics.SHADOW)).isNotEmpty();
    // Its document is still there for each of them when the other goes.
    pipe(Topics.PLANS, PUMP, (MonitoringPlanRelease) null);
    hours(20, 60);
    assertThat(read(driver, Topics.SHADOW)).isNotEmpty();
  }

  @Test
  void runsAlsoWhereNoPlanIsInForce() {
    shadow(TRIED);
    hours(0, 20);

    assertThat(read(driver, Topics.SHADOW)).isNotEmpty();
    assertThat(count("readings.without.plan")).isEqualTo(40);
  }

  @Test
  void thatCannotBeUsedIsRefusedAndNothingElse() {
    plan(driver);
    shadow(Pumps.invalidPlan());
    shadow("neither: yaml: nor plan");
    hours(0, 60);

    assertThat(count("shadow.plans.refused")).isEqualTo(2);
    assertThat(count("plans.refused")).isZero();
    assertThat(read(driver, Topics.SHADOW)).isEmpty();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void thatFailsDoesNotDisturbTheOneInForce() {
    driver.close();
    start(
        catalog(
            () -> {
              throw new IllegalStateException("scores nothing");
            }));
    plan(driver);
    shadow(TRIED);
    hours(0, 60);

    assertThat(count("shadow.engine.failures")).isEqualTo(30);
    assertThat(count("engine.failures")).isZero();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void thatRunsOutOfStackDoesNotDisturbTheOneInForce() {
    driver.close();
    start(
        catalog(
            () -> {
              throw new StackOverflowError("as deep recursion would");
            }));
    plan(driver);
    shadow(TRIED);
    hours(0, 60);

    assertThat(count("shadow.engine.failures")).isEqualTo(30);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void readsMessagesOfItsAssetOnly() {
    pipe(Topics.SHADOW_PLANS, Pumps.pump(3), Pumps.release(PUMP, TRIED));
    Measurements stray = Pumps.readings(2, 0);
    pipe(Topics.MEASUREMENTS, PUMP, stray);

    assertThat(read(driver, Topics.REJECTED)).hasSize(2);
    assertThat(shadows()).isZero();
  }
}
