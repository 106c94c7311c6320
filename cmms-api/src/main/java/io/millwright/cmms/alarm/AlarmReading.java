package io.millwright.cmms.alarm;

import static io.millwright.cmms.platform.WireValues.bounded;
import static io.millwright.cmms.platform.WireValues.present;

import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.State;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.alarm.AlarmState;

/** Reads a change of an alarm from the wire, once. */
final class AlarmReading {
  private static final int NAME = 257;
  private static final int TEXT = 2_000;

  private AlarmReading() {}

  /**
   * The change, checked.
   *
   * @throws IllegalArgumentException if a value cannot be one of an alarm
   */
  static AlarmChange read(AlarmEvent event) {
    if (event.getPriority() < 1 || event.getPriority() > 3) {
      throw new IllegalArgumentException("priority must be 1 to 3, but was " + event.getPriority());
    }
    bounded("plan_id", event.getPlanId(), NAME);
    return new AlarmChange(
        present("detector", event.getDetector(), NAME),
        bounded("point", event.getPoint(), NAME),
        event.getTimeMicros(),
        state("state", event.getState()),
        state("previous", event.getPrevious()),
        detected(event.getDetected()),
        event.getAnnunciated(),
        event.getPriority(),
        event.getValue(),
        event.getLimit(),
        bounded("unit", event.getUnit(), NAME),
        bounded("meaning", event.getMeaning(), TEXT),
        bounded("reason", event.getReason(), TEXT),
        bounded("by", event.getBy(), TEXT),
        event.getUntilMicros() == 0 ? AlarmChange.NO_END : event.getUntilMicros());
  }

  private static AlarmState state(String field, AlarmEvent.AlarmState state) {
    return switch (state) {
      case NORMAL -> AlarmState.NORMAL;
      case ACTIVE_UNACKNOWLEDGED -> AlarmState.ACTIVE_UNACKNOWLEDGED;
      case ACTIVE_ACKNOWLEDGED -> AlarmState.ACTIVE_ACKNOWLEDGED;
      case RETURNED_UNACKNOWLEDGED -> AlarmState.RETURNED_UNACKNOWLEDGED;
      case SHELVED -> AlarmState.SHELVED;
      case SUPPRESSED_BY_DESIGN -> AlarmState.SUPPRESSED_BY_DESIGN;
      case OUT_OF_SERVICE -> AlarmState.OUT_OF_SERVICE;
      case ALARM_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(field + " is not a state of an alarm: " + state);
    };
  }

  private static io.millwright.models.detection.State detected(State state) {
    return switch (state) {
      case STATE_NORMAL -> io.millwright.models.detection.State.NORMAL;
      case STATE_ALERT -> io.millwright.models.detection.State.ALERT;
      case STATE_ALARM -> io.millwright.models.detection.State.ALARM;
      case STATE_UNKNOWN, UNRECOGNIZED -> io.millwright.models.detection.State.UNKNOWN;
    };
  }
}
