package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.streams.monitoring.MonitoringGraph.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph with the real engine, without a broker. */
class ConditionMonitoringTopologyTest {
  private static final AssetKey PUMP = Pumps.pump(1);

  @TempDir Path directory;
  private MonitoringGraph graph;

  @BeforeEach
  void start() {
    graph = MonitoringGraph.start(directory);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private static Conclusions reference(int pump, int hours) {
    AssetMonitor monitor = new AssetMonitor(Pumps.pump(pump), MonitoringPlan.parse(Pumps.plan(1)));
    List<Conclusions> all = new ArrayList<>();
    for (int hour = 0; hour < hours; hour++) {
      all.add(monitor.accept(Pumps.readings(pump, hour), Pumps.models()));
    }
    return MonitoredReference.together(all);
  }

  @Test
  void writesWhatEachBlockConcludesToItsTopic() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 100);

    Concluded expected = new Concluded("pump-wear", 1, "", reference(1, 100));
    assertThat(graph.read(Topics.DESCRIPTORS))
        .isEqualTo(DescriptorMessagesTest.parsed(new DescriptorMessages().of(PUMP, expected)))
        .hasSize(99);
    assertThat(graph.read(Topics.STATES))
        .isEqualTo(ConclusionMessages.states(PUMP, expected))
        .isNotEmpty();
    assertThat(graph.read(Topics.HEALTH))
        .isEqualTo(ConclusionMessages.health(PUMP, expected))
        .hasSize(99);
    assertThat(graph.read(Topics.PROGNOSES))
        .isEqualTo(ConclusionMessages.prognoses(PUMP, expected))
        .hasSize(99);
    assertThat(graph.read(Topics.ADVISORIES))
        .isEqualTo(ConclusionMessages.advisories(PUMP, expected))
        .hasSize(3);
    assertThat(graph.metrics().readingsScored()).isEqualTo(200);
    assertThat(graph.metrics().advisories()).isEqualTo(3);
    assertThat(graph.metrics().assetsMonitored()).isEqualTo(1);
    assertThat(graph.metrics().plansInForce()).isEqualTo(1);
    assertThat(graph.metrics().flushes()).isPositive();
  }

  @Test
  void saysInAnAdvisoryWhatItRestsOn() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 20);

    Advisory advisory = graph.read(Topics.ADVISORIES).get(0);
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
    graph.close();
    graph = MonitoringGraph.start(directory, Setting.usual().withoutDescriptors());
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 10);

    assertThat(graph.read(Topics.DESCRIPTORS)).isEmpty();
    assertThat(graph.read(Topics.HEALTH)).isNotEmpty();
  }

  @Test
  void passesReadingsOfAnAssetWithoutAPlanOver() {
    graph.hours(1, 0, 5);
    graph.pipe(Topics.EVENTS, PUMP, tick(10));

    assertThat(graph.read(Topics.HEALTH)).isEmpty();
    assertThat(graph.count("readings.without.plan")).isEqualTo(10);
    assertThat(graph.count("records.without.plan")).isEqualTo(1);
    assertThat(graph.changeLog("asset-monitors")).isEmpty();
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
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 2);
    assertThat(graph.read(Topics.HEALTH)).hasSize(1);

    graph.pipe(Topics.EVENTS, PUMP, tick(2).toBuilder().setKind(AssetEvent.Kind.BIRTH).build());
    assertThat(graph.read(Topics.HEALTH)).isEmpty();
    graph.pipe(Topics.EVENTS, PUMP, tick(2));
    assertThat(graph.read(Topics.HEALTH)).hasSize(1);
  }

  @Test
  void keepsThePlanInForceWhenAReleaseCannotBeUsed() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.plan(PUMP, Pumps.invalidPlan());
    graph.plan(PUMP, "neither: yaml: nor plan");
    graph.pipe(
        Topics.PLANS, PUMP, Pumps.release(PUMP, Pumps.plan(2)).toBuilder().setSha256("00").build());
    graph.hours(1, 0, 3);

    assertThat(graph.count("plans.refused")).isEqualTo(3);
    assertThat(graph.read(Topics.HEALTH))
        .extracting(HealthAssessment::getPlanVersion)
        .containsOnly(1);
  }

  @Test
  void goesOnUnderANewPlanAndForgetsTheOldDocument() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.plan(Pumps.pump(2), Pumps.plan(1));
    graph.hours(1, 0, 15);
    List<HealthAssessment> before = graph.read(Topics.HEALTH);
    graph.plan(PUMP, Pumps.plan(2));
    assertThat(graph.metrics().plansInForce()).isEqualTo(2);
    graph.hours(1, 15, 25);

    assertThat(before).extracting(HealthAssessment::getPlanVersion).containsOnly(1);
    assertThat(graph.read(Topics.HEALTH))
        .extracting(HealthAssessment::getPlanVersion)
        .containsOnly(2);
    // The windows went on: the episode began under the old plan.
    assertThat(graph.read(Topics.ADVISORIES)).hasSize(1);

    graph.plan(Pumps.pump(2), Pumps.plan(2));
    assertThat(graph.metrics().plansInForce()).isEqualTo(1);
    assertThat(graph.changeLog("plan-documents")).hasSize(1);
    assertThat(graph.changeLog("asset-monitors")).hasSize(2);
  }

  @Test
  void forgetsAnAssetWhosePlanIsWithdrawn() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 5);
    graph.pipe(Topics.PLANS, PUMP, (MonitoringPlanRelease) null);
    graph.read(Topics.HEALTH);
    graph.hours(1, 5, 10);

    assertThat(graph.read(Topics.HEALTH)).isEmpty();
    assertThat(graph.metrics().assetsMonitored()).isZero();
    assertThat(graph.changeLog("asset-monitors")).isEmpty();
    assertThat(graph.changeLog("plan-documents")).isEmpty();
  }

  @Test
  void raisesNothingForAFailureModeWhoseWorkOrderIsOpen() {
    graph.plan(PUMP, Pumps.plan(1));
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
    graph.hours(1, 1, 40);

    assertThat(graph.read(Topics.ADVISORIES)).isEmpty();
    assertThat(graph.read(Topics.STATES))
        .extracting(StateDetection::getState)
        .contains(State.STATE_ALERT);
  }

  @Test
  void sendsWhatItCannotReadToTheRejectedAndGoesOn() {
    graph.plan(PUMP, Pumps.plan(1));
    TestInputTopic<String, byte[]> raw =
        graph
            .driver()
            .createInputTopic(
                Topics.MEASUREMENTS.name(), new StringSerializer(), new ByteArraySerializer());
    raw.pipeInput("acme/pump-1", new byte[] {1, 2, 3});
    raw.pipeInput("no asset key", new byte[0]);
    graph.hours(1, 0, 3);

    List<RejectedMessage> rejected = graph.read(Topics.REJECTED);
    assertThat(rejected).hasSize(2);
    assertThat(rejected.get(0).getPayload().toByteArray()).containsExactly(1, 2, 3);
    assertThat(rejected.get(0).getSource()).isEqualTo("kafka:telemetry.measurements.v1");
    assertThat(rejected.get(0).getReason()).contains("not a measurement batch");
    assertThat(rejected.get(1).getReason()).contains("write tenant/asset");
    assertThat(graph.count("records.rejected")).isEqualTo(2);
    assertThat(graph.read(Topics.HEALTH)).hasSize(2);
  }

  @Test
  void rejectsAMessageThatIsNotAboutTheAssetItIsKeyedWith() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.plan(Pumps.pump(2), Pumps.plan(1));
    Measurements stray = Pumps.readings(2, 0);
    graph.pipe(Topics.MEASUREMENTS, PUMP, stray);
    graph.pipe(Topics.EVENTS, Pumps.pump(2), tick(5));
    graph.pipe(Topics.PLANS, Pumps.pump(3), Pumps.release(PUMP, Pumps.plan(2)));

    assertThat(graph.read(Topics.REJECTED))
        .hasSize(3)
        .allMatch(message -> message.getReason().contains("about another asset"));
    assertThat(graph.metrics().readingsScored()).isZero();
    assertThat(graph.metrics().assetsMonitored()).isEqualTo(2);
  }

  @Test
  void goesOnWithTheOtherAssetsWhenTheEngineFailsAtOne() {
    graph.close();
    graph =
        MonitoringGraph.start(
            directory,
            Setting.usual()
                .with(
                    (tenant, name) -> {
                      if (tenant.value().equals("broken")) {
                        throw new IllegalStateException("scores nothing");
                      }
                      return Pumps.models().find(tenant, name);
                    }));
    AssetKey broken = AssetKey.of("broken", "pump-1");
    graph.plan(broken, Pumps.plan(1));
    graph.plan(PUMP, Pumps.plan(1));
    for (int hour = 0; hour < 10; hour++) {
      graph.pipe(
          Topics.MEASUREMENTS,
          broken,
          Measurements.builder(broken, "mqtt:plant")
              .add("wear", Pumps.BASE + hour * Pumps.HOUR, 20)
              .build());
      graph.hours(1, hour, hour + 1);
    }

    // Each time its second reading closes the first scan.
    assertThat(graph.count("engine.failures")).isEqualTo(5);
    assertThat(graph.read(Topics.HEALTH)).hasSize(9);
  }

  @Test
  void writesDescriptorsThatAreNotKnownYetAsNaN() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 2);

    DescriptorSet first = graph.read(Topics.DESCRIPTORS).get(0);
    assertThat(first.getNameList()).contains("wear/last", "speed/slope30");
    assertThat(first.getValue(first.getNameList().indexOf("speed/slope30"))).isNaN();
  }
}
