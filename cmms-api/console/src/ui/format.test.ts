import { describe, expect, it } from 'vitest';
import { ago, bytesText, dateTime, duration, hours, hoursRange, initials, percent, quantity, relative, rounded, shortHash, unitLabel, utc, words } from './format';

const plain = (text: string): string => text.replaceAll('\u00A0', ' ');

describe('quantity', () => {
  it('shows the difference that matters, and the unit in words', () => {
    expect(plain(quantity(1409.93, '[degR]', 5))).toBe('1,409.9 °R');
    expect(plain(quantity(8.4472, null, 0.053))).toBe('8.447');
    expect(plain(quantity(9117.2, '{rpm}', 56))).toBe('9,117 rpm');
  });
  it('keeps four digits when nothing is to be told apart', () => {
    expect(plain(quantity(47.613, '[psi]'))).toBe('47.61 psi');
    expect(plain(quantity(2388.06))).toBe('2,388');
  });
  it('has no number for what is not known', () => {
    expect(quantity(null, 'K')).toBe('–');
    expect(quantity(Number.NaN)).toBe('–');
  });
  it('never shows minus zero', () => {
    expect(quantity(-0, null, 1)).toBe('0.0');
  });
});

describe('percent', () => {
  it('claims certainty only where there is certainty', () => {
    expect(plain(percent(0.004))).toBe('<1 %');
    expect(plain(percent(0.996))).toBe('>99 %');
    expect(plain(percent(1))).toBe('100 %');
    expect(plain(percent(0))).toBe('0 %');
    expect(plain(percent(0.544))).toBe('54 %');
  });
});

describe('hours', () => {
  it('is coarser the longer it is', () => {
    expect(plain(hours(0.46))).toBe('0.5 h');
    expect(plain(hours(8.42))).toBe('8.4 h');
    expect(plain(hours(41.4))).toBe('41 h');
    expect(plain(hours(125))).toBe('5.2 d');
    expect(plain(hours(1300))).toBe('54 d');
    expect(plain(hours(-2))).toBe('0 h');
  });
  it('gives both ends of an interval in one unit', () => {
    expect(plain(hoursRange(19.2, 51.8))).toBe('19 – 52 h');
    expect(plain(hoursRange(59, 118))).toBe('2.5 – 4.9 d');
    expect(plain(hoursRange(null, 118))).toBe('–');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-20T22:00:00Z');
  it('are said relative to now in the coarsest fitting unit', () => {
    expect(relative(now - 10_000, now)).toBe('just now');
    expect(relative(now - 5 * 60_000, now)).toBe('5 minutes ago');
    expect(relative(now + 26 * 3_600_000, now)).toBe('in 26 hours');
    expect(relative(now - 72 * 3_600_000, now)).toBe('3 days ago');
    expect(ago(now - 13 * 3_600_000, now)).toBe('13 hours');
  });
  it('carry the year only when it is another one', () => {
    expect(dateTime(Date.parse('2025-03-04T12:00:00Z'), now)).toContain('2025');
    expect(dateTime(now, now)).not.toContain('2026');
  });
  it('are exact in UTC', () => {
    expect(utc(Date.parse('2026-11-20T22:31:05.123Z'))).toBe('2026-11-20 22:31:05 UTC');
  });
  it('have a length in words', () => {
    expect(plain(duration(9 * 3_600_000))).toBe('9 h');
    expect(plain(duration(20 * 60_000))).toBe('20 min');
  });
});

describe('words', () => {
  it('reads codes aloud', () => {
    expect(words('hpc-degradation')).toBe('HPC degradation');
    expect(words('hpc-failure-within-30h')).toBe('HPC failure within 30h');
    expect(words('IN_PROGRESS')).toBe('In progress');
    expect(words('failure probability')).toBe('Failure probability');
    expect(words(null)).toBe('');
  });
  it('knows units, and leaves those it does not know readable', () => {
    expect(unitLabel('m/s2')).toBe('m/s²');
    expect(unitLabel('1')).toBe('');
    expect(unitLabel('10*3.[ft_i]')).toBe('kft');
    expect(unitLabel('{pps}/[psi]')).toBe('pps/psi');
  });
  it('shortens names and hashes', () => {
    expect(initials('Shift Lead')).toBe('SL');
    expect(initials('anna')).toBe('A');
    expect(shortHash('0123456789abcdef')).toBe('0123456789ab');
  });
});

describe('rounded', () => {
  it('has the decimals of the step', () => {
    expect(rounded(1410, 10)).toBe('1,410');
    expect(rounded(47.5, 0.25)).toBe('47.50');
    expect(rounded(0.30000000000000004, 0.1)).toBe('0.3');
  });
});

describe('sizes', () => {
  it('are short', () => {
    expect([0, 999, 1_234, 56_789, 1_234_567, 2e12].map((bytes) => plain(bytesText(bytes)))).toEqual(['0 B', '999 B', '1.2 kB', '57 kB', '1.2 MB', '2.0 TB']);
  });
});
