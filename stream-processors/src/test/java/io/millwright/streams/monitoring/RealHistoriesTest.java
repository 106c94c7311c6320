package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.streams.monitoring.MonitoringGraph.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disturbed copies of real histories through the whole graph. */
class RealHistoriesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void giveTheAdvisoriesOfTheEngineAloneWithTheirIds(long seed) {
    RealHistories histories = RealHistories.load();
    Map<String, List<Advisory>> expected = histories.advisories();

    try (MonitoringGraph graph =
        MonitoringGraph.start(directory, Setting.usual().withoutDescriptors())) {
      histories.plans().forEach((asset, plan) -> graph.pipe(Topics.PLANS, asset, plan));
      histories
          .disturbed(seed)
          .forEach(each -> graph.pipe(each.topic(), each.asset(), each.readings()));

      assertThat(RealHistories.byAsset(graph.read(Topics.ADVISORIES))).isEqualTo(expected);
    }
    assertThat(expected).hasSizeGreaterThan(4);
  }
}
