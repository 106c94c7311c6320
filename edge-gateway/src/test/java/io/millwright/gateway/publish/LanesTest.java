package io.millwright.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final long RECEIVED = 1_763_683_200_000_000L;
  private static final long SIX_HOURS = TimeUnit.HOURS.toMicros(6);

  private static Measurements message(long... times) {
    var readings =
        Measurements.builder(AssetKey.of("demo", "pump-1"), "mqtt:pump")
            .receivedTimeMicros(RECEIVED);
    for (long time : times) {
      readings.add("n", time, 1);
    }
    return readings.build();
  }

  private static String topic(Measurements message) {
    return Records.measurements(message, Priority.NORMAL, Lanes.DEFAULTS, false).topic();
  }

  @Test
  void aMessageWhoseNewestReadingIsOldTakesTheLaneOfOldOnes() {
    assertThat(topic(message(RECEIVED))).isEqualTo(Topics.MEASUREMENTS.name());
    assertThat(topic(message(RECEIVED - SIX_HOURS))).isEqualTo(Topics.MEASUREMENTS.name());
    assertThat(topic(message(RECEIVED - SIX_HOURS - 1))).isEqualTo(Topics.BACKFILL.name());
    assertThat(topic(message(RECEIVED - 10 * SIX_HOURS, RECEIVED - SIX_HOURS)))
        .isEqualTo(Topics.MEASUREMENTS.name());
    assertThat(topic(message(RECEIVED + 1))).isEqualTo(Topics.MEASUREMENTS.name());
  }

  @Test
  void whatItsSourceCallsHistoricalTakesThatLaneWhateverItsAge() {
    assertThat(
            Records.measurements(message(RECEIVED), Priority.NORMAL, Lanes.WHATEVER_THE_AGE, true)
                .topic())
        .isEqualTo(Topics.BACKFILL.name());
  }

  @Test
  void severalMessagesTakeItTogetherOnlyWhenAllAreOld() {
    Measurements old = message(RECEIVED - SIX_HOURS - 2);
    Measurements older = message(RECEIVED - SIX_HOURS - 3);
    Measurements live = message(RECEIVED - SIX_HOURS);

    assertThat(Records.measurements(List.of(older, old), Priority.NORMAL, Lanes.DEFAULTS).topic())
        .isEqualTo(Topics.BACKFILL.name());
    assertThat(Records.measurements(List.of(old, live), Priority.NORMAL, Lanes.DEFAULTS).topic())
        .isEqualTo(Topics.MEASUREMENTS.name());
  }

  @Test
  void withoutATimeOfReceiptNothingIsOld() {
    Measurements message =
        Measurements.builder(AssetKey.of("demo", "pump-1"), "mqtt:pump").add("n", 0, 1).build();

    assertThat(topic(message)).isEqualTo(Topics.MEASUREMENTS.name());
  }

  @Test
  void refusesAnAgeThatEveryReadingHas() {
    assertThatThrownBy(() -> new Lanes(Duration.ZERO))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("backfill-after");
  }
}
