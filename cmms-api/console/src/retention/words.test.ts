import { describe, expect, it } from 'vitest';
import type { Change, Removal } from './api';
import { changeLines, daysLine, daysOf, FOR_EVER, limitText, removalSum, rowsText, sameDays, utcDay, wrongIn } from './words';

const change = (version: number, keeps: Partial<Change['keeps']>, withdrawn = false): Change => ({
  version,
  withdrawn,
  keeps: { ...FOR_EVER, ...keeps },
  changedAt: '2026-11-20T10:00:00Z',
  changedBy: 'admin@acme.example',
});
const removal = (rows: number, bytes: number | null, atLeast = false): Removal => ({ what: 'readings', before: '2026-08-01T00:00:00Z', oldest: null, rows, atLeast, bytes });

describe('days', () => {
  it('are for ever where nothing is typed', () => {
    const typed = { readingsDays: '365', minutesDays: ' ', hoursDays: '', waveformsDays: '30', eventsDays: '' };
    expect(daysOf(typed)).toEqual({ ...FOR_EVER, readingsDays: 365, waveformsDays: 30 });
    expect(sameDays(daysOf(typed), { ...FOR_EVER, readingsDays: 365, waveformsDays: 30 })).toBe(true);
    expect(sameDays(daysOf(typed), { ...FOR_EVER, readingsDays: 365 })).toBe(false);
  });
  it('are refused as the server would, with what would be right', () => {
    expect(wrongIn({ ...FOR_EVER, readingsDays: 35, minutesDays: 35, hoursDays: 36_500, waveformsDays: 1, eventsDays: 1 })).toEqual({});
    expect(wrongIn({ ...FOR_EVER, readingsDays: 34, waveformsDays: 0, eventsDays: 1.5 })).toEqual({
      readingsDays: '35 to 36,500 days, whole ones, or nothing for ever.',
      waveformsDays: '1 to 36,500 days, whole ones, or nothing for ever.',
      eventsDays: '1 to 36,500 days, whole ones, or nothing for ever.',
    });
    expect(wrongIn({ ...FOR_EVER, readingsDays: 365, minutesDays: 364, hoursDays: 400 })).toEqual({
      minutesDays: 'Minutes are made of readings: 365 days or more, or nothing for ever.',
    });
    expect(wrongIn({ ...FOR_EVER, readingsDays: 365, hoursDays: 400 }).hoursDays).toContain('made of minutes, which are kept for ever');
    expect(limitText(35)).toBe('35 to 36,500 days');
  });
  it('are said in one line', () => {
    expect(daysLine(FOR_EVER)).toBe('everything for ever');
    expect(daysLine({ ...FOR_EVER, readingsDays: 365, hoursDays: 3_650 })).toBe('readings 365 days, hours and days 3,650 days, everything else for ever');
  });
});

describe('the record of changes', () => {
  it('says what was before', () => {
    const year = change(1, { readingsDays: 365 });
    expect(changeLines(year, null, 'Hall 1')).toEqual(['Set: readings 365 days, everything else for ever']);
    expect(changeLines(change(2, { readingsDays: 100, eventsDays: 1 }), year, 'Hall 1')).toEqual(['Readings: 365 days → 100 days', 'Events: for ever → 1 day']);
    expect(changeLines(change(3, { readingsDays: 365 }), year, null)).toEqual(['Set again as it was']);
  });
  it('says what holds after a withdrawal', () => {
    expect(changeLines(change(2, {}, true), null, null)).toEqual(['Withdrawn: everything is kept for ever']);
    expect(changeLines(change(2, {}, true), null, 'Hall 1')).toEqual(["Withdrawn: goes by the organization's"]);
    expect(changeLines(change(3, { readingsDays: 35 }), change(2, {}, true), null)).toEqual(['Set: readings 35 days, everything else for ever']);
  });
});

describe('what would go', () => {
  it('is summed, and no surer than it is', () => {
    const plain = (removals: Removal[]): string => removalSum(removals).replace('\u00A0', ' ');
    expect(plain([removal(1_000, 70_000), removal(234, 6_000)])).toBe('About 1,234 rows, 76 kB');
    expect(plain([removal(1, null)])).toBe('About 1 row');
    expect(plain([removal(1_000_000, 7e7, true), removal(1, null)])).toBe('More than 1,000,001 rows, more than 70 MB');
    expect(rowsText(removal(1_000_000, null, true))).toBe('over 1,000,000');
  });
  it('goes by months of UTC', () => {
    expect(utcDay('2026-08-01T00:00:00Z')).toBe('1 Aug 2026');
  });
});
