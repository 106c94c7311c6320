package io.millwright.models.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.alarm.AlarmCommand.Kind;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.DetectorSet;
import io.millwright.models.detection.Limits;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.detection.Timing;
import io.millwright.models.operation.Regime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlarmDeskTest {
  private static final long MINUTE = 60_000_000;
  private static final List<String> NAMES = List.of("p/last");

  /** ALERT above 10, ALARM above 20. */
  private static final DetectorSet DETECTORS =
      new DetectorSet(
          List.of(Detector.ofValue("high", "p", "last", Limits.above(10, 20), Timing.inARow(1), 5)),
          NAMES,
          1);

  private static final AlarmPlan PLAN =
      new AlarmPlan(true, true, 3, 10, Duration.ofHours(2), List.of(Set.of("wear")));

  private final StateDetection states = new StateDetection(DETECTORS, 1);
  private final List<AlarmChange> changes = new ArrayList<>();
  private AlarmDesk desk = new AlarmDesk(PLAN, DETECTORS, detector -> "mm/s");
  private long time;
  private boolean off;
  private Set<String> workOrders = Set.of();

  /** One scan a value; returns what a person sees after them. */
  private void values(double... values) {
    for (double value : values) {
      time += MINUTE;
      states.evaluate(
          DescriptorVector.good(time, NAMES, new double[] {value}),
          Regime.STEADY,
          0,
          true,
          change -> {});
      desk.evaluate(time, states, off, workOrders, changes::add);
    }
  }

  private void command(Kind kind, long minutes, String reason) {
    desk.command(
        new AlarmCommand(
            kind + " " + time, time, kind, "", time + minutes * MINUTE, reason, "kim"));
  }

  private List<AlarmState> seen() {
    return changes.stream().map(AlarmChange::state).toList();
  }

  private long announcements() {
    return changes.stream().filter(AlarmChange::annunciated).count();
  }

  private AlarmChange latest() {
    return changes.get(changes.size() - 1);
  }

  @Test
  void goesThroughTheStatesOfTheStandard() {
    values(5, 15);
    command(Kind.ACKNOWLEDGE, 0, "");
    values(15, 5);
    values(15, 5);
    command(Kind.ACKNOWLEDGE, 0, "");
    values(5);

    assertThat(seen())
        .containsExactly(
            AlarmState.ACTIVE_UNACKNOWLEDGED,
            AlarmState.ACTIVE_ACKNOWLEDGED,
            AlarmState.NORMAL,
            AlarmState.ACTIVE_UNACKNOWLEDGED,
            AlarmState.RETURNED_UNACKNOWLEDGED,
            AlarmState.NORMAL);
    assertThat(announcements()).isEqualTo(2);
    assertThat(changes.get(0))
        .isEqualTo(
            new AlarmChange(
                "high",
                "p",
                2 * MINUTE,
                AlarmState.ACTIVE_UNACKNOWLEDGED,
                AlarmState.NORMAL,
                State.ALERT,
                true,
                3,
                15,
                10,
                "mm/s",
                "",
                "",
                "",
                AlarmChange.NO_END));
    assertThat(changes.get(1).by()).isEqualTo("kim");
  }

  @Test
  void worseThanWhatWasAcknowledgedIsANewAlarm() {
    values(15);
    command(Kind.ACKNOWLEDGE, 0, "");
    values(15, 25, 25);

    assertThat(latest().state()).isEqualTo(AlarmState.ACTIVE_UNACKNOWLEDGED);
    assertThat(latest().priority()).isEqualTo(1);
    assertThat(announcements()).isEqualTo(2);
  }

  @Test
  void whatIsShelvedIsSilentForItsTimeAndSeenAllTheWhile() {
    command(Kind.SHELVE, 5, "sensor is being moved");
    values(15, 15);
    assertThat(latest().state()).isEqualTo(AlarmState.SHELVED);
    assertThat(latest().reason()).isEqualTo("sensor is being moved");
    assertThat(latest().detected()).isEqualTo(State.ALERT);
    assertThat(announcements()).isZero();

    values(15, 15, 15);

    assertThat(latest().state()).isEqualTo(AlarmState.ACTIVE_UNACKNOWLEDGED);
    assertThat(latest().timeMicros()).isEqualTo(5 * MINUTE);
    assertThat(announcements()).isEqualTo(1);
  }

  @Test
  void shelvingEndsAtTheLatestWhenThePlanSaysSo() {
    command(Kind.SHELVE, 100_000, "x");
    values(15);
    assertThat(latest().untilMicros()).isEqualTo(2 * 60 * MINUTE);
  }

  @Test
  void whatHasGoneWhileItWasHeldBackWaitsForNobody() {
    command(Kind.SHELVE, 5, "x");
    values(15, 15, 5, 5, 5, 5);

    assertThat(seen()).containsExactly(AlarmState.SHELVED, AlarmState.NORMAL);
  }

  @Test
  void isSuppressedWhileTheMachineIsOffAndWhileItsWorkOrderIsOpen() {
    off = true;
    values(15);
    assertThat(latest().reason()).isEqualTo("the machine is off");
    off = false;
    workOrders = Set.of("wear");
    values(15);
    assertThat(latest().state()).isEqualTo(AlarmState.SUPPRESSED_BY_DESIGN);
    workOrders = Set.of("another");
    values(15);

    assertThat(latest().state()).isEqualTo(AlarmState.ACTIVE_UNACKNOWLEDGED);
    assertThat(announcements()).isEqualTo(1);
  }

  @Test
  void declaredMaintenanceSuppressesAllUntilItEnds() {
    command(Kind.MAINTENANCE_BEGIN, 3, "alignment");
    values(15);
    assertThat(latest().reason()).isEqualTo("maintenance: alignment");
    values(15, 15);
    assertThat(latest().state()).isEqualTo(AlarmState.ACTIVE_UNACKNOWLEDGED);

    command(Kind.MAINTENANCE_BEGIN, 1_000, "");
    values(15);
    command(Kind.MAINTENANCE_END, 0, "");
    values(15);
    assertThat(latest().state()).isEqualTo(AlarmState.ACTIVE_UNACKNOWLEDGED);
    assertThat(announcements()).as("it was announced before").isEqualTo(1);
  }

  @Test
  void outOfServiceLastsUntilItIsPutBack() {
    command(Kind.OUT_OF_SERVICE, 0, "waits for a spare");
    for (int i = 0; i < 500; i++) {
      values(15);
    }
    assertThat(seen()).containsExactly(AlarmState.OUT_OF_SERVICE);
    command(Kind.IN_SERVICE, 0, "");
    values(15);
    assertThat(latest().annunciated()).isTrue();
  }

  @Test
  void whatChattersIsHeldBack() {
    for (int i = 0; i < 10; i++) {
      values(15, 5);
    }

    assertThat(announcements()).isLessThanOrEqualTo(6).isGreaterThanOrEqualTo(3);
    assertThat(changes).anyMatch(it -> it.reason().startsWith("it chatters: announced 3 times"));
  }

  @Test
  void anUnknownStateNeitherSetsNorClears() {
    values(15, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    assertThat(seen()).containsExactly(AlarmState.ACTIVE_UNACKNOWLEDGED);
  }

  @Test
  void goesOnFromItsBytes() throws IOException {
    command(Kind.SHELVE, 4, "x");
    values(15);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    desk.write(new DataOutputStream(bytes));
    desk = new AlarmDesk(PLAN, DETECTORS, detector -> "mm/s");
    desk.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    values(15, 15, 15, 15);

    assertThat(seen()).containsExactly(AlarmState.SHELVED, AlarmState.ACTIVE_UNACKNOWLEDGED);
  }

  @Test
  void aCommandWithoutWhatItNeedsIsRefused() {
    assertThatThrownBy(() -> new AlarmCommand("1", 10, Kind.SHELVE, "", 20, " ", "kim"))
        .hasMessageContaining("SHELVE needs a reason");
    assertThatThrownBy(() -> new AlarmCommand("1", 10, Kind.SHELVE, "", 10, "x", "kim"))
        .hasMessageContaining("SHELVE needs an end behind its beginning");
  }
}
