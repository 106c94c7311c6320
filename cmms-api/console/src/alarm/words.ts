import { isNumber, LOCALE, quantity, words } from '../ui/format';
import type { AlarmState, CommandKind, Named, Pending, RaisedKind, Seen } from './api';

export const STATE_LABEL: Readonly<Record<AlarmState, string>> = {
  NORMAL: 'Normal',
  ACTIVE_UNACKNOWLEDGED: 'Active, new',
  ACTIVE_ACKNOWLEDGED: 'Active, seen',
  RETURNED_UNACKNOWLEDGED: 'Gone, not seen',
  SHELVED: 'Shelved',
  SUPPRESSED_BY_DESIGN: 'Suppressed',
  OUT_OF_SERVICE: 'Out of service',
};

export const STATE_MEANING: Readonly<Record<AlarmState, string>> = {
  NORMAL: 'Nothing is wrong, or it was acknowledged and has gone',
  ACTIVE_UNACKNOWLEDGED: 'The value is beyond its limit and nobody has acknowledged it',
  ACTIVE_ACKNOWLEDGED: 'The value is beyond its limit and somebody knows',
  RETURNED_UNACKNOWLEDGED: 'The value went back before anyone acknowledged it',
  SHELVED: 'Held back by a person, for a time',
  SUPPRESSED_BY_DESIGN: 'Held back by the monitoring plan',
  OUT_OF_SERVICE: 'Held back by a person, until it is put in service again',
};

const PRIORITY: Readonly<Record<number, string>> = { 1: 'High', 2: 'Medium', 3: 'Low' };
export const priorityLabel = (priority: number): string => PRIORITY[priority] ?? 'Unranked';

export interface CommandWords {
  /** On the button. */
  action: string;
  /** While the server is asked. */
  acting: string;
  /** While the monitoring has not confirmed it. */
  pending: string;
}

export const COMMAND: Readonly<Record<CommandKind, CommandWords>> = {
  ACKNOWLEDGE: { action: 'Acknowledge', acting: 'Sending', pending: 'Acknowledgement sent' },
  SHELVE: { action: 'Shelve', acting: 'Sending', pending: 'Shelving sent' },
  UNSHELVE: { action: 'Unshelve', acting: 'Sending', pending: 'Unshelving sent' },
  OUT_OF_SERVICE: { action: 'Out of service', acting: 'Sending', pending: 'Out of service sent' },
  IN_SERVICE: { action: 'Put in service', acting: 'Sending', pending: 'Back in service sent' },
};

/** After this long a command that is not confirmed is worth a word: a monitoring that runs answers with the next scan. */
const OVERDUE_MILLIS = 10 * 60_000;

export const isOverdue = (pending: Pending, now: number): boolean => now - Date.parse(pending.askedAt) > OVERDUE_MILLIS;

/** "7.1 mm/s, limit 4.5 mm/s"; of a number of the detector's own what it is. */
export function standing({ value, limit, unit, meaning }: Pick<Seen, 'value' | 'limit' | 'unit' | 'meaning'>): { value: string; limit: string; what: string } {
  const difference = isNumber(value) && isNumber(limit) ? Math.max(Math.abs(limit), Math.abs(value - limit)) / 10 : undefined;
  return {
    value: quantity(value, unit, difference),
    limit: isNumber(limit) ? `limit ${quantity(limit, unit, difference)}` : '',
    what: meaning,
  };
}

const FAULT: Readonly<Record<string, string>> = {
  CLOCK: 'Wrong clock',
  DROPOUT: 'No readings',
  UNIT_JUMP: 'Unit jumped',
  OUT_OF_RANGE: 'Out of range',
  SATURATED: 'Saturated',
  STUCK: 'Stuck',
  SPIKES: 'Spikes',
  DRIFT: 'Drift',
};
export const faultLabel = (fault: string): string => FAULT[fault] ?? words(fault);

export const RAISED_LABEL: Readonly<Record<RaisedKind, { one: string; many: string }>> = {
  ADVISORY: { one: 'Advisory', many: 'Advisories' },
  ALARM: { one: 'Alarm', many: 'Alarms' },
  ALERT: { one: 'Alert', many: 'Alerts' },
  INSTRUMENT: { one: 'Sensor finding', many: 'Sensor findings' },
};

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** How long people shelve or maintain; the first is proposed. */
export const SHELVING: readonly { label: string; millis: number }[] = [
  { label: '1 hour', millis: HOUR },
  { label: '8 hours', millis: 8 * HOUR },
  { label: '1 day', millis: DAY },
  { label: '3 days', millis: 3 * DAY },
  { label: '7 days', millis: 7 * DAY },
];
export const MAINTENANCE: readonly { label: string; millis: number }[] = [
  { label: '1 hour', millis: HOUR },
  { label: '4 hours', millis: 4 * HOUR },
  { label: '1 day', millis: DAY },
  { label: '7 days', millis: 7 * DAY },
  { label: '30 days', millis: 30 * DAY },
];

/** When that is over, for the server; a moment less than the longest, for the time that the request takes. */
export const untilAfter = (millis: number, now: number): string => new Date(now + millis - 1_000).toISOString();

const DAY_OF_YEAR = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
/** "2026-11-21" -> "21 Nov" */
export const dayLabel = (day: string): string => DAY_OF_YEAR.format(Date.parse(day));

export const alarmPath = ({ asset, detector }: Named): string => `/alarms/${encodeURIComponent(asset)}/${encodeURIComponent(detector)}`;

/** Alarms in a time, on average. */
export const rate = (n: number): string => quantity(n, null, n < 10 ? 0.1 : 10);

export interface Judged {
  label: string;
  good: boolean;
}

/** The targets of ISA-18.2, which are for weeks rather than hours. */
export const JUDGED = {
  perTenMinutes: (n: number): Judged => (n <= 1 ? { label: 'Manageable: 1 or fewer', good: true } : n <= 2 ? { label: 'The most that is manageable: 2', good: true } : { label: 'More than the manageable 2', good: false }),
  flood: (share: number): Judged => ({ label: 'Target: less than 1 %', good: share < 0.01 }),
  chattering: (n: number): Judged => ({ label: 'Target: none', good: n === 0 }),
  stale: (n: number): Judged => ({ label: 'Target: fewer than 5', good: n < 5 }),
} as const;
