/**
 * Alarms of detectors (ISA-18.2): what the monitoring announces, what people ask it to do about
 * that, and what the alarm system is like to live with.
 *
 * <pre>
 *   condition.alarms.v1 --> AlarmIntake --> alarm, alarm_event --> AlarmList, AlarmFigures
 *   a person --> AlarmCommands --> alarm_command + outbox --> maintenance.alarm-commands.v1
 * </pre>
 *
 * The state of an alarm changes only when its event comes back: until then the command is pending.
 */
@NullMarked
package io.millwright.cmms.alarm;

import org.jspecify.annotations.NullMarked;
