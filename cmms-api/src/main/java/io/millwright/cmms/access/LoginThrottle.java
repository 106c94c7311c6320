package io.millwright.cmms.access;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down guessing: after five wrong passwords for a user from one address, or fifty from one
 * address for anyone, sign-in from there waits until five minutes after the first of them. In
 * memory and per process: several instances of the API allow that many each.
 */
@Singleton
final class LoginThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int FAILURES_PER_USER = 5;
  private static final int FAILURES_PER_ADDRESS = 50;

  /** So that a flood of made-up names cannot fill the memory. */
  private static final int REMEMBERED = 20_000;

  private record Failures(Instant since, int count) {}

  private final Clock clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Inject
  LoginThrottle() {
    this(Clock.systemUTC());
  }

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  /**
   * Begins an attempt, which counts as a failure until {@link #succeeded} or {@link #withdrawn}: so
   * those made at the same time are not all let in before the first has failed.
   *
   * @return how long sign-in must wait, if it must; then the attempt does not count
   */
  synchronized Optional<Duration> attempt(String username, String address) {
    Optional<Duration> pause = pause(username, address);
    if (pause.isEmpty()) {
      count(userKey(username, address));
      count(addressKey(address));
    }
    return pause;
  }

  /** How long sign-in must wait, if it must. */
  synchronized Optional<Duration> pause(String username, String address) {
    Optional<Duration> ofUser = remaining(userKey(username, address), FAILURES_PER_USER);
    return ofUser.isPresent() ? ofUser : remaining(addressKey(address), FAILURES_PER_ADDRESS);
  }

  /** Forgets the user's failures from that address; other ones of the address stay. */
  synchronized void succeeded(String username, String address) {
    failures.remove(userKey(username, address));
    takeBack(addressKey(address));
  }

  /** The attempt ended without an answer whether the password is right. */
  synchronized void withdrawn(String username, String address) {
    takeBack(userKey(username, address));
    takeBack(addressKey(address));
  }

  private void takeBack(String key) {
    failures.computeIfPresent(
        key, (k, past) -> past.count() == 1 ? null : new Failures(past.since(), past.count() - 1));
  }

  private Optional<Duration> remaining(String key, int allowed) {
    Failures past = failures.get(key);
    if (past == null || past.count() < allowed) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), past.since().plus(WINDOW));
    return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
  }

  private void count(String key) {
    Instant now = clock.instant();
    Failures past = failures.remove(key);
    boolean stale = past == null || !past.since().plus(WINDOW).isAfter(now);
    failures.put(key, stale ? new Failures(now, 1) : new Failures(past.since(), past.count() + 1));
  }

  private static String userKey(String username, String address) {
    return username + " " + address;
  }

  private static String addressKey(String address) {
    return address;
  }
}
