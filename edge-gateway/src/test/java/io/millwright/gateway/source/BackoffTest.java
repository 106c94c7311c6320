package io.millwright.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void doublesUpToHalfAMinuteAndNeverWaitsTheSame() {
    Backoff backoff = new Backoff(new Random(7));
    long expected = 500;
    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Duration wait = backoff.next();
      assertThat(wait.toMillis()).isBetween(expected / 2, expected);
      waits.add(wait);
      expected = Math.min(30_000, expected * 2);
    }
    assertThat(waits).hasSizeGreaterThan(15);

    backoff.reset();

    assertThat(backoff.next().toMillis()).isBetween(250L, 500L);
  }
}
