package io.millwright.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulatorsTest {
  @Test
  void answersWrongUseWithExitCodeTwo() {
    assertThat(Simulators.run("replay")).isEqualTo(2);
    assertThat(Simulators.run("replay", "--mqtt", "nowhere")).isEqualTo(2);
    assertThat(Simulators.run("replay", "--mqtt", "localhost:1883", "--engines", "21"))
        .isEqualTo(2);
    assertThat(Simulators.run("replay", "--mqtt", "localhost:1883", "--speed", "quick"))
        .isEqualTo(2);
    assertThat(Simulators.run("replay", "--mqtt", "localhost:1883", "--checkpoint", "c.json"))
        .isEqualTo(2);
    assertThat(Simulators.run("replays")).isEqualTo(2);
  }

  @Test
  void helpsOnRequest() {
    assertThat(Simulators.run("replay", "--help")).isZero();
  }
}
