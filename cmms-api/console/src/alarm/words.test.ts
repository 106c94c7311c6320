import { describe, expect, it } from 'vitest';
import { alarmPath, dayLabel, faultLabel, isOverdue, JUDGED, MAINTENANCE, SHELVING, standing, untilAfter } from './words';

describe('standing', () => {
  it('tells value and limit in their unit, with the decimals that tell them apart', () => {
    expect(standing({ value: 7.123, limit: 4.5, unit: 'mm/s', meaning: '' })).toEqual({ value: '7.12\u00A0mm/s', limit: 'limit 4.50\u00A0mm/s', what: '' });
    expect(standing({ value: 1432.5, limit: 1400, unit: '[degR]', meaning: '' }).value).toBe('1,433\u00A0°R');
  });
  it('gives a number of the detector’s own no unit, but what it is', () => {
    expect(standing({ value: 4.2, limit: 3, unit: '1', meaning: 'deviations from its baseline' })).toEqual({ value: '4.20', limit: 'limit 3.00', what: 'deviations from its baseline' });
  });
  it('shows what is not known as such', () => {
    expect(standing({ value: null, limit: null, unit: 'Cel', meaning: '' })).toEqual({ value: '–', limit: '', what: '' });
  });
});

it('says so when the monitoring does not confirm for long', () => {
  const pending = { kind: 'SHELVE', askedAt: '2026-03-01T00:00:00Z', until: null, reason: '', by: '' } as const;
  expect(isOverdue(pending, Date.parse('2026-03-01T00:10:00Z'))).toBe(false);
  expect(isOverdue(pending, Date.parse('2026-03-01T00:10:01Z'))).toBe(true);
});

it('asks for no more time than the server gives', () => {
  const now = Date.parse('2026-03-01T00:00:00Z');
  const longest = (choices: readonly { millis: number }[]): number => Math.max(...choices.map((choice) => choice.millis));
  expect(Date.parse(untilAfter(longest(SHELVING), now))).toBeLessThan(now + 7 * 86_400_000);
  expect(Date.parse(untilAfter(longest(MAINTENANCE), now))).toBeLessThan(now + 30 * 86_400_000);
});

it('judges by the targets of ISA-18.2', () => {
  expect([1, 2, 2.1].map((n) => JUDGED.perTenMinutes(n).good)).toEqual([true, true, false]);
  expect([4, 5].map((n) => JUDGED.stale(n).good)).toEqual([true, false]);
  expect(JUDGED.flood(0.01).good).toBe(false);
});

it('leads to an alarm whatever its names are', () => {
  expect(alarmPath({ asset: 'pump:1', detector: 'a/b' })).toBe('/alarms/pump%3A1/a%2Fb');
});

it('says a day as people do, wherever they are', () => {
  expect(dayLabel('2026-11-21')).toBe('21 Nov');
});

it('names faults that it does not know yet', () => {
  expect(faultLabel('STUCK')).toBe('Stuck');
  expect(faultLabel('MAGNETIC_FIELD')).toBe('Magnetic field');
});
