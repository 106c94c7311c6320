package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void grantsSoManyWithinThePeriodAndMoreAfterIt() {
    ThreadReplacement replacement = new ThreadReplacement(2, Duration.ofSeconds(10));

    assertThat(replacement.granted(0)).isTrue();
    assertThat(replacement.granted(5 * SECOND)).isTrue();
    assertThat(replacement.granted(10 * SECOND)).isFalse();
    assertThat(replacement.granted(10 * SECOND + 1)).isTrue();
    assertThat(replacement.granted(12 * SECOND)).isFalse();
  }
}
