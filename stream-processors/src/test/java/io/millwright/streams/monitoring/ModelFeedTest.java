package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.release.TrainedModel;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of each record of the models' topic. */
class ModelFeedTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelFeed feed =
      ModelFeed.unstarted(Map.of(), TrainedModel::ofWire, new MonitoringMetrics(registry));

  @AfterEach
  void close() {
    feed.close();
  }

  private double refused() {
    return registry.get("millwright.streams.models.refused").counter().count();
  }

  private int version() {
    ScoringModel model = feed.find(Pumps.TENANT, "wear-failure");
    return model == null ? 0 : model.reference().version();
  }

  @Test
  void scoresWithTheReleaseThatCameLast() {
    feed.take("acme/wear-failure", Pumps.failureModel().toByteArray());
    feed.take(
        "acme/wear-failure", Pumps.failureModel().toBuilder().setVersion(2).build().toByteArray());

    assertThat(version()).isEqualTo(2);
    assertThat(feed.modelsInForce()).isEqualTo(1);
    assertThat(feed.find(new TenantId("rival"), "wear-failure")).isNull();
  }

  @Test
  void keepsTheReleaseBeforeWhenOneCannotBeUsed() {
    ModelRelease good = Pumps.failureModel();
    feed.take("acme/wear-failure", good.toByteArray());

    feed.take("acme/wear-failure", new byte[] {1});
    feed.take(
        "acme/wear-failure", good.toBuilder().setVersion(2).setSha256("00").build().toByteArray());
    feed.take(
        "acme/wear-failure",
        good.toBuilder().setVersion(3).setTenant("rival").build().toByteArray());
    feed.take("wear-failure", good.toByteArray());
    feed.take(null, good.toByteArray());

    assertThat(version()).isEqualTo(1);
    assertThat(feed.modelsInForce()).isEqualTo(1);
    assertThat(refused()).isEqualTo(5);
  }

  @Test
  void scoresNoLongerWithAModelThatIsWithdrawn() {
    feed.take("acme/wear-failure", Pumps.failureModel().toByteArray());
    feed.take("acme/wear-failure", null);

    assertThat(version()).isZero();
    assertThat(feed.modelsInForce()).isZero();
    assertThat(refused()).isZero();
  }
}
