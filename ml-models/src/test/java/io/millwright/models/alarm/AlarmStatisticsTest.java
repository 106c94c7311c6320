package io.millwright.models.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.alarm.AlarmStatistics.BadActor;
import io.millwright.models.alarm.AlarmStatistics.Event;
import io.millwright.models.alarm.AlarmStatistics.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmStatisticsTest {
  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long DAY = 24 * 60 * MINUTE;

  private final List<Event> events = new ArrayList<>();

  private void announced(String asset, long time, int priority) {
    event(asset, time, AlarmState.ACTIVE_UNACKNOWLEDGED, true, priority);
  }

  private void event(String asset, long time, AlarmState state, boolean told, int priority) {
    events.add(new Event(new Source(asset, "d"), time, state, told, priority));
  }

  private AlarmStatistics statistics(long days) {
    events.sort(Comparator.comparingLong(Event::timeMicros));
    return AlarmStatistics.of(events, 0, days * DAY);
  }

  @Test
  void countsAnnouncedAlarmsByTimeAndPriority() {
    for (int i = 0; i < 144; i++) {
      announced("pump-" + i % 12, i * 10 * MINUTE, i % 4 == 0 ? 1 : 3);
      event("pump-" + i % 12, i * 10 * MINUTE + 1, AlarmState.ACTIVE_ACKNOWLEDGED, false, 3);
      event("pump-" + i % 12, i * 10 * MINUTE + 2, AlarmState.NORMAL, false, 3);
    }
    announced("late", 2 * DAY, 1);

    AlarmStatistics day = statistics(1);

    assertThat(day.announced()).isEqualTo(144);
    assertThat(day.perTenMinutes()).isEqualTo(1);
    assertThat(day.shareByPriority()).containsExactly(0.25, 0.0, 0.75);
    assertThat(day.floods()).isZero();
    assertThat(day.badActors()).hasSize(10);
    assertThat(day.shareOfBadActors()).isCloseTo(120.0 / 144, within(1e-12));
  }

  @Test
  void aFloodBeginsAboveTenInTenMinutesAndEndsBelowFive() {
    for (int i = 0; i < 11; i++) {
      announced("a" + i, i * 50 * SECOND, 3);
    }
    // Goes on with five in ten minutes, then one: below five, it ends.
    for (int i = 1; i <= 10; i++) {
      announced("b" + i, 500 * SECOND + i * 2 * MINUTE, 3);
    }
    announced("c", 10 * 60 * MINUTE, 3);

    AlarmStatistics day = statistics(1);

    assertThat(day.floods()).isEqualTo(1);
    double minutes = day.shareOfTimeInFlood() * 24 * 60;
    assertThat(minutes).isBetween(29.0, 39.0);
    assertThat(day.shareOfIntervalsAboveTen()).isCloseTo(1.0 / 144, within(1e-12));
  }

  @Test
  void tenInTenMinutesAreNoFlood() {
    for (int i = 0; i < 10; i++) {
      announced("a" + i, i * SECOND, 3);
    }
    assertThat(statistics(1).floods()).isZero();
  }

  @Test
  void findsWhatChattersAndWhatStands() {
    for (int i = 0; i < 6; i++) {
      boolean active = i % 2 == 0;
      AlarmState state = active ? AlarmState.ACTIVE_UNACKNOWLEDGED : AlarmState.NORMAL;
      event("chatters", i * 50 * SECOND, state, active, 3);
      event("does not", i * 70 * SECOND, state, active, 3);
    }
    announced("stands", MINUTE, 3);
    event("stands", 3 * MINUTE, AlarmState.ACTIVE_ACKNOWLEDGED, false, 3);
    announced("stood", MINUTE, 3);
    event("stood", 2 * DAY, AlarmState.NORMAL, false, 3);
    announced("short", 2 * DAY, 3);

    AlarmStatistics days = statistics(3);

    assertThat(days.chattering()).containsExactly(new Source("chatters", "d"));
    assertThat(days.stale()).containsExactly(new Source("stands", "d"), new Source("stood", "d"));
    assertThat(days.badActors().get(0)).isEqualTo(new BadActor(new Source("chatters", "d"), 3));
  }

  @Test
  void whatIsActiveWhenTheTimeBeginsMayBeStaleAndCountsForNothingElse() {
    announced("long", -3 * DAY, 3);
    announced("long gone", -3 * DAY, 3);
    event("long gone", -DAY, AlarmState.NORMAL, false, 3);
    announced("mended in time", -2 * DAY, 3);
    event("mended in time", MINUTE, AlarmState.NORMAL, false, 3);
    announced("after", 2 * DAY, 3);

    AlarmStatistics day = statistics(1);

    assertThat(day.stale())
        .containsExactly(new Source("long", "d"), new Source("mended in time", "d"));
    assertThat(day.announced()).isZero();
  }

  @Test
  void nothingIsNothing() {
    AlarmStatistics quiet = statistics(30);
    assertThat(quiet.announced()).isZero();
    assertThat(quiet.shareOfBadActors()).isZero();
    assertThat(quiet.stale()).isEmpty();
  }
}
