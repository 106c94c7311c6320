package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class PositionsTest {
  private static final TopicPartition OURS = new TopicPartition("t", 0);
  private static final TopicPartition OTHERS = new TopicPartition("t", 1);

  private final Positions positions = new Positions();

  @Test
  void aRunBeginsWhereThePartitionsEndWhateverTheOneBeforeHasSeen() {
    positions.begin(1);
    positions.endsAt(OURS, 10);
    positions.endsAt(OTHERS, 20);
    positions.included(OURS, 99);
    positions.end();

    positions.begin(2);
    // Others have written to one, and the other has been made anew.
    positions.endsAt(OTHERS, 5_000);
    positions.endsAt(OURS, 3);
    positions.begin(3);

    assertThat(positions.earliest(Set.of(2))).isEqualTo(Map.of(OURS, 3L, OTHERS, 5_000L));
    assertThat(positions.isNew(2, OURS, 3)).isTrue();
  }

  @Test
  void aRunThatWasKilledBeforeItKnewKafkaHasLeftNothingThere() {
    positions.begin(1);
    positions.endsAt(OURS, 10);
    positions.end();
    positions.begin(2);
    positions.begin(3);

    assertThat(positions.unfinished()).containsExactly(2);
    assertThat(positions.earliest(Set.of(2))).isEmpty();
  }

  @Test
  void whatIsSettledMovesAPositionForwardsOnly() {
    positions.begin(1);
    positions.endsAt(OURS, 10);
    positions.endsAt(OTHERS, 20);
    positions.included(OURS, 99);

    positions.settledBefore(OURS, 50);
    positions.settledBefore(OTHERS, 5_000);
    positions.begin(2);

    assertThat(positions.earliest(Set.of(1))).isEqualTo(Map.of(OURS, 100L, OTHERS, 5_000L));
  }
}
