package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.topic.DeviceChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;

final class RebirthTest {
  private final HostUnderTest test = new HostUnderTest(configured(100));

  private static SparkplugConfig configured(int maxTenantShare) {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    return new SparkplugConfig(
        defaults.hostId(),
        null,
        defaults.nodeAsset(),
        defaults.deviceAsset(),
        defaults.reorderTimeout(),
        defaults.rebirthInterval(),
        defaults.rebirthsPerSecond(),
        defaults.maxNodes(),
        defaults.maxMetricsPerNode(),
        defaults.maxMetrics(),
        defaults.maxHeldBytes(),
        maxTenantShare);
  }

  private void birth(String node) {
    test.birth(node, 0, made(metric("n", MetricDataType.Int32, 0, 1L)));
  }

  private HostUnderTest.Answer data(String node, int seq, long alias) {
    return test.data(node, seq, made(byAlias(alias, MetricDataType.Int32, seq)));
  }

  @Test
  void dataOfANodeWithoutABirthAreRejectedAndLeadToARebirth() {
    HostUnderTest.Answer answer = data("edge-1", 17, 1);

    assertThat(answer.reason()).contains("has sent no NBIRTH since the gateway started");
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
    birth("edge-1");
    assertThat(data("edge-1", 1, 1).accepted).isEqualTo(1);
  }

  @Test
  void dataThatOvertakeTheirNbirthOnAnotherConnectionAreRejectedWithTheReason() {
    List<HostUnderTest.Answer> overtaking = new ArrayList<>();
    boolean[] asked = new boolean[1];
    test.source = "mqtt:plant-1/edge-1";
    test.permissions =
        (asset, point) -> {
          // Asked first by the host for its topic, then by the intake for its readings: the edge
          // node is known by then, and not yet born.
          if (point.equals("n") && !asked[0]) {
            asked[0] = true;
            overtaking.add(data("edge-1", 1, 1));
            overtaking.add(data("edge-1", 0, 1));
          }
          return true;
        };
    test.register("edge-1", "n");

    test.birth("edge-1", 0, made(metric("n", MetricDataType.Int32, 0, 1L)));

    assertThat(overtaking).hasSize(2).allMatch(answer -> answer.times() == 1);
    assertThat(overtaking).allMatch(answer -> answer.reason().contains("has sent no NBIRTH"));
    assertThat(data("edge-1", 1, 1).accepted).isEqualTo(1);
    test.pass(Duration.ofMinutes(1));
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void asksOneNodeNotTooOften() {
    for (int i = 0; i < 50; i++) {
      data("edge-1", i, 1);
      test.pass(Duration.ofSeconds(1));
    }
    assertThat(test.rebirthsAsked()).hasSize(2);
    assertThat(test.counter("rebirths.requested")).isEqualTo(2);
    assertThat(test.counter("rebirths.deferred")).isEqualTo(48);
  }

  @Test
  void asksAFleetAsFastAsIsAllowedAndNoFaster() {
    for (int second = 0; second < 5; second++) {
      for (int node = 0; node < 200; node++) {
        data("edge-" + node, second, 1);
      }
      assertThat(test.rebirthsAsked()).hasSize(20 * (second + 1)).doesNotHaveDuplicates();
      test.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void asksTheNodesOfOneTenantNoFasterThanItsShareAllows() {
    HostUnderTest shared = new HostUnderTest(configured(25));
    byte[] data = Payloads.payload(shared.millis(), 1, true);
    for (int node = 0; node < 100; node++) {
      shared.sendTo("spBv1.0/loud/NDATA/edge-" + node, data);
    }
    assertThat(shared.rebirthsAsked()).hasSize(5);
    shared.forget();

    shared.sendTo("spBv1.0/calm/NDATA/edge-1", data);

    assertThat(shared.rebirthsAsked()).containsExactly("edge-1");
  }

  @Test
  void asksANodeWithASessionAgainUntilItIsReborn() {
    birth("edge-1");
    data("edge-1", 1, 99);
    test.pass(Duration.ofSeconds(30));
    data("edge-1", 2, 1);
    test.pass(Duration.ofSeconds(30));
    assertThat(test.rebirthsAsked()).hasSize(3);

    birth("edge-1");
    test.pass(Duration.ofMinutes(10));
    assertThat(test.rebirthsAsked()).hasSize(3);
    assertThat(test.gauge("nodes")).isEqualTo(1);
  }

  @Test
  void asksLaterWhenAllTogetherAskedTooMuch() {
    for (int node = 0; node < 60; node++) {
      birth("edge-" + node);
    }
    for (int node = 0; node < 60; node++) {
      data("edge-" + node, 1, 99);
    }
    assertThat(test.rebirthsAsked()).hasSize(20);
    test.pass(Duration.ofSeconds(10));
    assertThat(test.rebirthsAsked()).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void asksTheNodesOfAConnectionThatWasLostAndKeepsTheirDataMeanwhileAsUncertain() {
    birth("edge-1");
    test.host.started(test.channel);
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
    data("edge-1", 1, 1);
    assertThat(test.readings()).endsWith("plant-1/edge-1 n=1.0 UNCERTAIN");

    DeviceChannel another = (topic, payload, qos, retain) -> {};
    birth("edge-1");
    test.host.started(another);
    data("edge-1", 1, 1);
    assertThat(test.readings()).endsWith("plant-1/edge-1 n=1.0 GOOD");
  }

  @Test
  void takesANodeAsDeadThatAnswersNothing() {
    birth("edge-1");
    test.forget();
    test.host.started(test.channel);
    test.pass(Duration.ofSeconds(89));
    assertThat(test.rebirthsAsked()).hasSize(3);
    assertThat(test.events()).isEmpty();

    test.pass(Duration.ofSeconds(1));

    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1");
    assertThat(test.events().get(0).getTimeMicros()).isEqualTo(test.timer.micros());
    assertThat(test.readings()).containsExactly("plant-1/edge-1 n=0.0 STALE");
    assertThat(test.gauge("nodes")).isZero();
  }
}
