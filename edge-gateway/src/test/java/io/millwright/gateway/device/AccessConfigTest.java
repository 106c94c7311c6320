package io.millwright.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.device.SecretBox;
import io.millwright.gateway.device.AccessConfig.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccessConfigTest {
  private static final List<String> LOCAL = List.of("127.0.0.1", "::1", "localhost");
  private static final List<String> REACHABLE = List.of("127.0.0.1", "0.0.0.0");

  @Test
  void isOpenByItselfOnlyWhileNobodyElseReachesTheGateway() {
    AccessConfig auto = AccessConfig.defaults();

    assertThat(auto.open(LOCAL)).isTrue();
    assertThat(auto.open(List.of())).isTrue();
    assertThat(auto.open(REACHABLE)).isFalse();
    assertThat(auto.open(List.of("no-such-host.invalid"))).isFalse();
    assertThat(auto.withMode(Mode.OPEN).open(REACHABLE)).isTrue();
    assertThat(auto.withMode(Mode.REGISTERED).open(LOCAL)).isFalse();
  }

  @Test
  void provisionsWhileItIsOpenUnlessTold() {
    AccessConfig config = AccessConfig.defaults();
    AccessConfig told = new AccessConfig(Mode.AUTO, null, config.allowance(), false, null);

    assertThat(config.provision(true)).isTrue();
    assertThat(config.provision(false)).isFalse();
    assertThat(told.provision(true)).isFalse();
  }

  @Test
  void showsNeitherAGoodNorABadKey() {
    String key = SecretBox.newKey();
    AccessConfig config = AccessConfig.defaults();

    assertThat(new AccessConfig(Mode.AUTO, key, config.allowance(), null, null).toString())
        .doesNotContain(key);
    assertThatThrownBy(
            () -> new AccessConfig(Mode.AUTO, "c2hvcnQ=", config.allowance(), null, null))
        .hasMessageContaining("devices.key: the device key must be 32 bytes")
        .hasMessageNotContaining("c2hvcnQ=");
  }
}
