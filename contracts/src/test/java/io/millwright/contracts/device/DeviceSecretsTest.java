package io.millwright.contracts.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSecretsTest {
  private static final byte[] SECRET = "correct horse battery".getBytes(UTF_8);

  private final SecureRandom random = new SecureRandom();

  @Test
  void aRandomSecretsHashMatchesOnlyItAndSurvivesText() {
    SecretHash hash = SecretHash.parse(SecretHash.ofRandom(SECRET, random).encoded());

    assertThat(hash.matches(SECRET)).isTrue();
    assertThat(hash.matches("correct horse batterx".getBytes(UTF_8))).isFalse();
    assertThat(hash.slow()).isFalse();
  }

  @Test
  void aChosenSecretsHashIsSlowAndMatchesOnlyIt() {
    // As Python's hashlib makes it, and with fewer iterations than ours, which take seconds here.
    SecretHash hash =
        SecretHash.parse(
            "pbkdf2-sha256:1000:AAECAwQFBgcICQoLDA0ODw:AhaeZ02AwPxykuhhDI8XvhQN8GKvmqM-qF6qvs_98I0");

    assertThat(hash.matches(SECRET)).isTrue();
    assertThat(hash.matches(new byte[0])).isFalse();
    assertThat(hash.slow()).isTrue();
  }

  @Test
  void aNewHashOfAChosenSecretTakesManyIterations() {
    SecretHash hash = SecretHash.ofChosen(SECRET, random);

    assertThat(hash.slow()).isTrue();
    assertThat(hash.encoded()).startsWith("pbkdf2-sha256:600000:");
  }

  @Test
  void theSameSecretHasAnotherHashEachTime() {
    assertThat(SecretHash.ofRandom(SECRET, random).encoded())
        .isNotEqualTo(SecretHash.ofRandom(SECRET, random).encoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "sha256:AAAA:AAAA",
        "sha1:AAAA:" + "A",
        "pbkdf2-sha256:0:AAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "pbkdf2-sha256:99999999:AAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoHashIsRefused(String text) {
    assertThatThrownBy(() -> SecretHash.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSealedSecretOpensForItsOwnerUnderItsKeyOnly() {
    SecretBox box = SecretBox.withKey(SecretBox.newKey());
    byte[] sealed = box.seal(SECRET, "demo/press-7");

    assertThat(box.open(sealed, "demo/press-7")).isEqualTo(SECRET);
    assertThatThrownBy(() -> box.open(sealed, "demo/press-8"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretBox.withKey(SecretBox.newKey()).open(sealed, "demo/press-7"))
        .hasMessageContaining("another device key");
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> box.open(sealed, "demo/press-7"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOfAnotherLengthIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> SecretBox.withKey("c2VjcmV0"))
        .hasMessage("the device key must be 32 bytes in Base64, but has 6 bytes");
    assertThatThrownBy(() -> SecretBox.withKey("not#base64"))
        .hasMessage("the device key must be 32 bytes in Base64");
  }
}
