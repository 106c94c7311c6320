package io.millwright.contracts.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

  @ParameterizedTest
  @ValueSource(strings = {"demo", "7-eleven", "a", "0"})
  void takesTenantsOfLowerCaseLettersDigitsAndHyphens(String tenant) {
    assertThat(new TenantId(tenant)).hasToString(tenant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-demo", "Demo", "de/mo", "de mo", "demo\n", "a'b"})
  void refusesOtherTenantsAndSaysWhatWouldBeRight(String tenant) {
    assertThatThrownBy(() -> new TenantId(tenant))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a-z 0-9 -");
  }

  @Test
  void refusesATenantOf64Characters() {
    assertThat(new TenantId("a".repeat(63)).value()).hasSize(63);
    assertThatThrownBy(() -> new TenantId("a".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_x", "a b", "a/b", "a#", "a+", "é", "a\u0000"})
  void refusesTagsThatATopicOrPathCouldMisread(String tag) {
    assertThatThrownBy(() -> new AssetId(tag)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PointName(tag)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsAtMost80CharactersOfWhatCameFromOutsideAndNoControlCharacters() {
    assertThatThrownBy(() -> new AssetId("\u001b[31m" + "x".repeat(500)))
        .hasMessageContaining("?[31m")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).doesNotContain("\u001b"));
  }

  @Test
  void anAssetKeyIsReadAsItIsWritten() {
    AssetKey key = AssetKey.of("demo", "fd001-train-081");
    assertThat(key).hasToString("demo/fd001-train-081");
    assertThat(AssetKey.parse(key.toString())).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "/x", "demo/", "demo/a/b"})
  void refusesAKeyThatIsNotTenantSlashAsset(String text) {
    assertThatThrownBy(() -> AssetKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
