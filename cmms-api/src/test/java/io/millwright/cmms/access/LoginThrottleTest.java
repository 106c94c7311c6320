package io.millwright.cmms.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

  private void fail(String username, String address, int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed(username, address);
    }
  }
}
