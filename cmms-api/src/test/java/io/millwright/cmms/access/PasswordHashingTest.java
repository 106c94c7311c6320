package io.millwright.cmms.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordHashingTest {
  private final PasswordHashing passwords = new PasswordHashing();

  @Test
  void knowsThePasswordAgainAndNoOther() {
    String hash = passwords.hash("correct horse battery staple");

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
    assertThat(passwords.verify(hash, "correct horse battery staple")).isTrue();
    assertThat(passwords.verify(hash, "correct horse battery stapl")).isFalse();
    assertThat(passwords.hash("correct horse battery staple")).isNotEqualTo(hash);
    assertThat(passwords.verifyNobody("nobody has this password")).isFalse();
  }

  /**
   * Made by the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1, password "password".
   */
  @Test
  void readsHashesOfTheReferenceImplementation() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    assertThat(passwords.verify(reference, "password")).isTrue();
    assertThat(passwords.verify(reference, "differentpassword")).isFalse();
  }

  @Test
  void refusesWhatIsNoHash() {
    assertThatThrownBy(() -> passwords.verify("$2a$10$abc", "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
