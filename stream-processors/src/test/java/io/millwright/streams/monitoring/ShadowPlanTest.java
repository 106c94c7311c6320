package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.millwright.streams.monitoring.MonitoringGraph.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private MonitoringGraph graph;

  @BeforeEach
  void start() {
    start(catalog(() -> {}));
  }

  private void start(ModelCatalog models) {
    graph = MonitoringGraph.start(directory.resolve("shadow"), Setting.usual().with(models));
  }

  @AfterEach
  void stop() {
    graph.close();
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

  private void shadow(String document) {
    graph.pipe(Topics.SHADOW_PLANS, PUMP, Pumps.release(PUMP, document));
  }

  /** What is published about the same hours without a shadow. */
  private void assertPublishedAsIfThereWereNoShadow(int hours) {
    try (MonitoringGraph alone = MonitoringGraph.start(directory.resolve("alone"))) {
      alone.plan(PUMP, Pumps.plan(1));
      alone.hours(1, 0, hours);
      for (Topic<AssetKey, ?> topic : PUBLISHED) {
        assertThat(graph.read(topic)).as(topic.name()).isEqualTo(alone.read(topic));
      }
    }
  }

  @Test
  void saysOnItsOwnTopicWhatItWouldHaveSaid() {
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.hours(1, 0, 60);

    MonitoringPlan plan = MonitoringPlan.parse(TRIED);
    AssetMonitor monitor = new AssetMonitor(PUMP, plan);
    List<StateDetection> states = new ArrayList<>();
    List<Advisory> advisories = new ArrayList<>();
    for (int hour = 0; hour < 60; hour++) {
      Conclusions conclusions = monitor.accept(Pumps.readings(1, hour), catalog(() -> {}));
      Concluded concluded = new Concluded("pump-wear", 2, "", conclusions);
      states.addAll(ConclusionMessages.states(PUMP, concluded));
      advisories.addAll(ConclusionMessages.advisories(PUMP, concluded));
    }
    List<ShadowConclusion> said = graph.read(Topics.SHADOW);
    assertThat(said.stream().filter(ShadowConclusion::hasState).map(ShadowConclusion::getState))
        .isEqualTo(states)
        .isNotEmpty();
    assertThat(
            said.stream().filter(ShadowConclusion::hasAdvisory).map(ShadowConclusion::getAdvisory))
        .isEqualTo(advisories)
        .hasSize(2);
    assertThat(graph.gauge("shadow.assets.monitored")).isEqualTo(1);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void beginsWithWhatThePlanInForceKnows() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 30);
    shadow(TRIED);
    graph.hours(1, 30, 60);

    AssetMonitor inForce = new AssetMonitor(PUMP, MonitoringPlan.parse(Pumps.plan(1)));
    for (int hour = 0; hour < 30; hour++) {
      inForce.accept(Pumps.readings(1, hour), catalog(() -> {}));
    }
    AssetMonitor tried = inForce.under(MonitoringPlan.parse(TRIED));
    List<StateDetection> states = new ArrayList<>();
    for (int hour = 30; hour < 60; hour++) {
      Conclusions conclusions = tried.accept(Pumps.readings(1, hour), catalog(() -> {}));
      states.addAll(
          ConclusionMessages.states(PUMP, new Concluded("pump-wear", 2, "", conclusions)));
    }
    assertThat(
            graph.read(Topics.SHADOW).stream()
                .filter(ShadowConclusion::hasState)
                .map(ShadowConclusion::getState))
        .isEqualTo(states)
        .isNotEmpty()
        .noneMatch(it -> it.getPrevious() == State.STATE_UNKNOWN);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void hearsOfTimeAndMaintenanceToo() {
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.hours(1, 0, 1);
    graph.pipe(
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
    graph.hours(1, 1, 30);
    assertThat(graph.read(Topics.SHADOW)).noneMatch(ShadowConclusion::hasAdvisory).isNotEmpty();

    graph.pipe(
        Topics.EVENTS,
        PUMP,
        AssetEvent.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setKind(AssetEvent.Kind.TIME_TICK)
            .setTimeMicros(Pumps.BASE + 200 * Pumps.HOUR)
            .build());
    assertThat(graph.read(Topics.SHADOW)).anyMatch(ShadowConclusion::hasState);
  }

  @Test
  void endsWhenItIsTold() {
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.hours(1, 0, 5);
    graph.pipe(Topics.SHADOW_PLANS, PUMP, (MonitoringPlanRelease) null);
    graph.read(Topics.SHADOW);
    graph.hours(1, 5, 60);

    assertThat(graph.read(Topics.SHADOW)).isEmpty();
    assertThat(graph.gauge("shadow.assets.monitored")).isZero();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void doesNotEndWhenItsPlanComesIntoForce() {
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.pipe(Topics.PLANS, PUMP, Pumps.release(PUMP, TRIED));
    graph.hours(1, 0, 20);

    assertThat(graph.read(Topics.STATES)).isNotEmpty();
    assertThat(graph.read(Topics.SHADOW)).isNotEmpty();
    // Its document is still there for each of them when the other goes.
    graph.pipe(Topics.PLANS, PUMP, (MonitoringPlanRelease) null);
    graph.hours(1, 20, 60);
    assertThat(graph.read(Topics.SHADOW)).isNotEmpty();
  }

  @Test
  void runsAlsoWhereNoPlanIsInForce() {
    shadow(TRIED);
    graph.hours(1, 0, 20);

    assertThat(graph.read(Topics.SHADOW)).isNotEmpty();
    assertThat(graph.count("readings.without.plan")).isEqualTo(40);
  }

  @Test
  void thatCannotBeUsedIsRefusedAndNothingElse() {
    graph.plan(PUMP, Pumps.plan(1));
    shadow(Pumps.invalidPlan());
    shadow("neither: yaml: nor plan");
    graph.hours(1, 0, 60);

    assertThat(graph.count("shadow.plans.refused")).isEqualTo(2);
    assertThat(graph.count("plans.refused")).isZero();
    assertThat(graph.read(Topics.SHADOW)).isEmpty();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void thatFailsDoesNotDisturbTheOneInForce() {
    graph.close();
    start(
        catalog(
            () -> {
              throw new IllegalStateException("scores nothing");
            }));
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.hours(1, 0, 60);

    assertThat(graph.count("shadow.engine.failures")).isEqualTo(30);
    assertThat(graph.count("engine.failures")).isZero();
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void thatRunsOutOfStackDoesNotDisturbTheOneInForce() {
    graph.close();
    start(
        catalog(
            () -> {
              throw new StackOverflowError("as deep recursion would");
            }));
    graph.plan(PUMP, Pumps.plan(1));
    shadow(TRIED);
    graph.hours(1, 0, 60);

    assertThat(graph.count("shadow.engine.failures")).isEqualTo(30);
    assertPublishedAsIfThereWereNoShadow(60);
  }

  @Test
  void readsMessagesOfItsAssetOnly() {
    graph.pipe(Topics.SHADOW_PLANS, Pumps.pump(3), Pumps.release(PUMP, TRIED));
    Measurements stray = Pumps.readings(2, 0);
    graph.pipe(Topics.MEASUREMENTS, PUMP, stray);

    assertThat(graph.read(Topics.REJECTED)).hasSize(2);
    assertThat(graph.gauge("shadow.assets.monitored")).isZero();
  }
}
