package io.millwright.simulators.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaySettingsTest {
  @Test
  void readsSpeedAsCyclesPerSecondOrMax() {
    assertThat(ReplayPace.parse("2.5").cyclesPerSecond()).isEqualTo(2.5);
    assertThat(ReplayPace.parse("max")).isEqualTo(ReplayPace.AS_FAST_AS_ACKNOWLEDGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "fast", ""})
  void refusesASpeedThatIsNone(String text) {
    assertThatThrownBy(() -> ReplayPace.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsEndpoints() {
    assertThat(ReplayConfig.Endpoint.parse("plant.example:1883"))
        .isEqualTo(new ReplayConfig.Endpoint("plant.example", 1883));
    assertThat(ReplayConfig.Endpoint.parse("[::1]:5683"))
        .isEqualTo(new ReplayConfig.Endpoint("[::1]", 5683));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant", ":1883", "plant:", "plant:0", "plant:65536", "plant:x"})
  void refusesAnEndpointThatIsNone(String text) {
    assertThatThrownBy(() -> ReplayConfig.Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }

  @Test
  void gateOpensOnceTheChainHasScoredEnoughReadings() {
    AtomicLong scored = new AtomicLong(1_000);
    ReplayGate gate = ReplayGate.readingsAhead(100, scored::get);

    assertThat(gate.isOpenFor(next(99))).isTrue();
    assertThat(gate.isOpenFor(next(100))).isFalse();
    scored.set(1_001);
    assertThat(gate.isOpenFor(next(100))).isTrue();
  }

  @Test
  void gateHoldsAnAssetSoManyRowsAheadOfItsScoredOnes() {
    ReplayGate gate = ReplayGate.rowsAhead(3, asset -> asset.equals("e1") ? 10 : 0);

    assertThat(gate.isOpenFor(new ReplayGate.NextRow("e1", 12, 0, 0))).isTrue();
    assertThat(gate.isOpenFor(new ReplayGate.NextRow("e1", 13, 0, 0))).isFalse();
    assertThat(gate.isOpenFor(new ReplayGate.NextRow("e2", 3, 0, 0))).isFalse();
  }

  private static ReplayGate.NextRow next(long readingsSent) {
    return new ReplayGate.NextRow("e1", 0, 0, readingsSent);
  }
}
