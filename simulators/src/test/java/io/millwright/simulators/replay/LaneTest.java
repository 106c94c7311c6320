package io.millwright.simulators.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.TenantId;
import io.millwright.simulators.device.Telemetry;
import io.millwright.simulators.payload.PayloadFormat;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final TenantId TENANT = new TenantId("demo");

  @Test
  void countsSentAndAcknowledgedAndRejectedRowsAndTheirReadings() {
    Lane lane = lane(new SineHistory("e1", 5, 3, 0));
    Telemetry first = lane.takeNext();
    Telemetry second = lane.takeNext();
    lane.takeNext();

    lane.answered(first, false);
    lane.answered(second, true);

    ProgressSum sum = new ProgressSum();
    lane.addTo(sum);
    assertThat(sum)
        .returns(5L, s -> s.messages)
        .returns(15L, s -> s.readings)
        .returns(3L, s -> s.messagesSent)
        .returns(9L, s -> s.readingsSent)
        .returns(1L, s -> s.messagesAcknowledged)
        .returns(3L, s -> s.readingsAcknowledged)
        .returns(1L, s -> s.messagesRejected);
  }

  @Test
  void refusesAnAnswerThatLeavesAGap() {
    Lane lane = lane(new SineHistory("e1", 5, 3, 0));
    lane.takeNext();
    Telemetry second = lane.takeNext();

    assertThatThrownBy(() -> lane.answered(second, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("row 1 was answered where row 0 is due");
  }

  @Test
  void goesOnBehindTheLastAnsweredRow() {
    Lane before = lane(new SineHistory("e1", 5, 3, 0));
    before.answered(before.takeNext(), false);
    before.answered(before.takeNext(), true);
    before.takeNext();
    Lane after = lane(new SineHistory("e1", 5, 3, 0));

    after.resumeAt(before.entry());

    assertThat(after.takeNext().number()).isEqualTo(2);
    ProgressSum sum = new ProgressSum();
    after.addTo(sum);
    assertThat(sum.messagesAcknowledged).isEqualTo(1);
    assertThat(sum.messagesRejected).isEqualTo(1);
  }

  @Test
  void doesNotGoOnWithAnotherHistory() {
    Lane before = lane(new SineHistory("e1", 5, 3, 0));
    Lane other = lane(new SineHistory("e1", 5, 3, 1));

    assertThatThrownBy(() -> other.resumeAt(before.entry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another history of 'demo/e1'");
  }

  @Test
  void refusesAnAssetTagThatIsNotValid() {
    assertThatThrownBy(() -> lane(new SineHistory("a b", 1, 1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asset 'a b'");
  }

  private static Lane lane(MachineHistory history) {
    return new Lane(TENANT, history, "mqtt", PayloadFormat.JSON);
  }
}
