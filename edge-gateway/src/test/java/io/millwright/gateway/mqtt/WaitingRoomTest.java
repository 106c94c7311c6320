package io.millwright.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WaitingRoomTest {
  private final WaitingRoom room = new WaitingRoom(4);

  @Test
  void leavesHalfOfItToOtherAddresses() {
    assertThat(room.enter("10.0.0.1")).isTrue();
    assertThat(room.enter("10.0.0.1")).isTrue();
    assertThat(room.enter("10.0.0.1")).isFalse();
    assertThat(room.enter("10.0.0.2")).isTrue();
    room.leave("10.0.0.1");
    assertThat(room.enter("10.0.0.1")).isTrue();
  }

  @Test
  void hasAnEnd() {
    for (int i = 1; i <= 4; i++) {
      assertThat(room.enter("10.0.0." + i)).isTrue();
    }
    assertThat(room.enter("10.0.0.5")).isFalse();
    room.leave("10.0.0.2");
    assertThat(room.enter("10.0.0.5")).isTrue();
  }

  @Test
  void ofTenThousandHasRoomForAPlantBehindOneAddressThatComesBackAtOnce() {
    WaitingRoom full = new WaitingRoom(MqttConfig.defaults().maxConnections());
    for (int i = 0; i < 5_000; i++) {
      assertThat(full.enter("192.0.2.1")).isTrue();
    }
  }
}
