package io.millwright.cmms.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LoginThrottle throttle =
      new LoginThrottle(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  @Test
  void waitsAfterTheFifthFailureUntilFiveMinutesAfterTheFirst() {
    fail("ann", "10.0.0.1", 4);
    assertThat(throttle.pause("ann", "10.0.0.1")).isEmpty();

    now = now.plusSeconds(60);
    fail("ann", "10.0.0.1", 1);

    assertThat(throttle.pause("ann", "10.0.0.1")).contains(Duration.ofMinutes(4));
    assertThat(throttle.pause("ann", "10.0.0.2")).isEmpty();
    assertThat(throttle.pause("bob", "10.0.0.1")).isEmpty();
    now = now.plus(Duration.ofMinutes(4));
    assertThat(throttle.pause("ann", "10.0.0.1")).isEmpty();
    fail("ann", "10.0.0.1", 1);
    assertThat(throttle.pause("ann", "10.0.0.1")).isEmpty();
  }

  @Test
  void aGoodPasswordForgetsTheUsersFailures() {
    fail("ann", "10.0.0.1", 4);
    throttle.succeeded("ann", "10.0.0.1");
    fail("ann", "10.0.0.1", 4);

    assertThat(throttle.pause("ann", "10.0.0.1")).isEmpty();
  }

  @Test
  void oneAddressCannotTryManyUsers() {
    for (int i = 0; i < 50; i++) {
      fail("user" + i, "10.0.0.9", 1);
    }

    assertThat(throttle.pause("anyone", "10.0.0.9")).isPresent();
    assertThat(throttle.pause("anyone", "10.0.0.8")).isEmpty();
  }

  @Test
  void attemptsAtOnceAreNotMoreThanThoseOneAfterAnother() throws Exception {
    int threads = 32;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier together = new CyclicBarrier(threads);
      Callable<Boolean> attempt =
          () -> {
            together.await();
            return throttle.attempt("ann", "10.0.0.1").isEmpty();
          };
      int letIn = 0;
      for (Future<Boolean> done : pool.invokeAll(Collections.nCopies(threads, attempt))) {
        letIn += done.get() ? 1 : 0;
      }
      assertThat(letIn).isEqualTo(5);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aGoodOrUndecidedAttemptDoesNotCountForItsAddress() {
    for (int i = 0; i < 60; i++) {
      assertThat(throttle.attempt("user" + i, "10.0.0.9")).isEmpty();
      if (i % 2 == 0) {
        throttle.succeeded("user" + i, "10.0.0.9");
      } else {
        throttle.withdrawn("user" + i, "10.0.0.9");
      }
    }
  }

  private void fail(String username, String address, int times) {
    for (int i = 0; i < times; i++) {
      throttle.attempt(username, address);
    }
  }
}
