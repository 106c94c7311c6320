package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts no more of what devices have proven. */
final class RevocationsTest {
  private final Revocations revocations = new Revocations(2);

  @Test
  void whatADeviceHasProvenBeforeItLosesACredentialCountsNoMoreAndWhatItProvesThenDoes() {
    revocations.add("demo/press-7");
    long before = revocations.latest();
    assertThat(revocations.since(before, "demo/press-7")).isFalse();

    revocations.add("demo/press-7");

    assertThat(revocations.since(before, "demo/press-7")).isTrue();
    assertThat(revocations.since(before, "demo/fan-1")).isFalse();
    assertThat(revocations.since(revocations.latest(), "demo/press-7")).isFalse();
  }

  @Test
  void aRevocationThatIsForgottenHoldsForEverybodyWhoProvedSomethingBefore() {
    long first = revocations.latest();
    revocations.add("demo/press-1");
    long second = revocations.latest();
    revocations.add("demo/press-2");
    revocations.add("demo/press-3");

    assertThat(revocations.since(first, "demo/press-1")).isTrue();
    assertThat(revocations.since(first, "demo/fan-1")).isTrue();
    assertThat(revocations.since(second, "demo/fan-1")).isFalse();
    assertThat(revocations.since(second, "demo/press-2")).isTrue();
  }
}
