package io.millwright.models.alarm;

import io.millwright.models.detection.State;

/**
 * The alarm of a detector changed.
 *
 * @param point what the detector watches
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param detected what the detector sees; it goes on seeing while the alarm is held back
 * @param annunciated whether a person is to be told now
 * @param priority 1 of ALARM, 3 of ALERT; 2 is not used
 * @param value what was compared; NaN = nothing is known
 * @param limit what it was compared with
 * @param unit UCUM unit of both; 1 = a number of the detector's own
 * @param meaning what the value stands for, such as a severity zone; may be empty
 * @param reason why it is held back; empty = it is not
 * @param by who acknowledged it or holds it back; empty = nobody
 * @param untilMicros until when it is shelved; {@link #NO_END} = it is not
 */
public record AlarmChange(
    String detector,
    String point,
    long timeMicros,
    AlarmState state,
    AlarmState previous,
    State detected,
    boolean annunciated,
    int priority,
    double value,
    double limit,
    String unit,
    String meaning,
    String reason,
    String by,
    long untilMicros) {
  public static final long NO_END = Long.MIN_VALUE;
}
