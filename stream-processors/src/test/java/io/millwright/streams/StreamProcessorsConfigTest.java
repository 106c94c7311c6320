package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamProcessorsConfigTest {
  private final StreamProcessorsConfig defaults =
      StreamProcessorsConfig.of("localhost:9092", Path.of("state"));

  @Test
  void hasDefaultsForASingleMachine() {
    assertThat(defaults.commitInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(defaults.publishDescriptors()).isTrue();
    assertThat(defaults.threads()).isEqualTo(1);
    assertThat(defaults.applicationId()).isEqualTo("millwright-condition-monitoring");
  }

  @Test
  void refusesACommitIntervalThatTheTransactionWouldNotOutlive() {
    assertThatThrownBy(() -> defaults.withCommitInterval(Duration.ofSeconds(6)))
        .hasMessageContaining("10 ms to 5 s")
        .hasMessageContaining("PT6S");
    assertThatThrownBy(() -> defaults.withTickInterval(Duration.ofMillis(99)))
        .hasMessageContaining("100 ms to 1 h, or 0");
    assertThat(defaults.withTickInterval(Duration.ZERO).tickInterval()).isZero();
    assertThatThrownBy(() -> defaults.withThreads(0)).hasMessageContaining("threads");
  }
}
