/*
 * Numbers, units and times as people read them. The console is written in English, so numbers and dates follow the
 * reader's own variety of English, and British English for everyone else (day before month, 24 hours).
 */

export const LOCALE: string =
  (typeof navigator === 'undefined' ? [] : navigator.languages).find((language) => language.startsWith('en-')) ?? 'en-GB';

export const NOTHING = '–';

const UCUM: Readonly<Record<string, string>> = {
  '1': '',
  '%': '%',
  '[degR]': '°R',
  degR: '°R',
  Cel: '°C',
  '[degF]': '°F',
  K: 'K',
  '[psi]': 'psi',
  psia: 'psia',
  '{rpm}': 'rpm',
  '/min': 'rpm',
  '1/min': 'rpm',
  'm/s2': 'm/s²',
  'mm/s': 'mm/s',
  'm3/h': 'm³/h',
  '[lb_av]/s': 'lb/s',
  '[ft_i]': 'ft',
  'k[ft_i]': 'kft',
  '10*3.[ft_i]': 'kft',
  '[lb_av]/s/[psi]': 'pps/psi',
  deg: '°',
  h: 'h',
};

/** How a UCUM code is written for people; a code that is not known is shown as it is. */
export function unitLabel(unit: string | null | undefined): string {
  if (!unit) return '';
  return UCUM[unit] ?? unit.replace(/[{}[\]]/g, '').replaceAll('.', '·');
}

const formats = new Map<number, Intl.NumberFormat>();

function fixed(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, format);
  }
  return format.format(value === 0 ? 0 : value);
}

/** Decimals that show a difference of this size with two digits: what lies between 1400 and 1410 needs one. */
export function decimalsFor(difference: number): number {
  const size = Math.abs(difference);
  if (!Number.isFinite(size) || size === 0) return 2;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(size))));
}

/** For an axis: as many decimals as its step has (0.25 has two). */
export function rounded(value: number, step: number): string {
  return fixed(value, String(Number(step.toPrecision(3))).split('.')[1]?.length ?? 0);
}

/** A measured value with its unit; `difference` is what the reader should be able to tell apart. */
export function quantity(value: number | null | undefined, unit?: string | null, difference?: number): string {
  if (!isNumber(value)) return NOTHING;
  const decimals = difference === undefined ? decimalsFor(value / 100) : decimalsFor(difference);
  const label = unitLabel(unit);
  return label === '' ? fixed(value, decimals) : `${fixed(value, decimals)}\u00A0${label}`;
}

/** A share of one as percent, never claiming certainty: not 0 % or 100 % unless it is. */
export function percent(share: number | null | undefined): string {
  if (!isNumber(share)) return NOTHING;
  if (share > 0 && share < 0.01) return '<1\u00A0%';
  if (share < 1 && share > 0.99) return '>99\u00A0%';
  return `${fixed(share * 100, 0)}\u00A0%`;
}

/** Hours of remaining life, coarser the longer it is: 8.5 h, 41 h, 5.2 d. */
export function hours(value: number | null | undefined): string {
  if (!isNumber(value)) return NOTHING;
  if (value < 0) return '0\u00A0h';
  if (value < 10) return `${fixed(value, value < 1 || !Number.isInteger(value) ? 1 : 0)}\u00A0h`;
  if (value < 96) return `${fixed(value, 0)}\u00A0h`;
  const days = value / 24;
  return `${fixed(days, days < 10 ? 1 : 0)}\u00A0d`;
}

/** As `hours`, always in hours, for titles. */
export function exactHours(value: number | null | undefined): string {
  return isNumber(value) ? `${fixed(value, 1)} hours` : 'not known';
}

export function hoursRange(low: number | null | undefined, high: number | null | undefined): string {
  if (!isNumber(low) || !isNumber(high)) return NOTHING;
  const to = hours(high);
  // Both ends in the unit of the upper one: "2.5 – 4.9 d", not "59 h – 4.9 d".
  const from = to.endsWith('d') ? fixed(Math.max(0, low) / 24, high < 240 ? 1 : 0) : hours(low).slice(0, -2);
  return `${from} – ${to}`;
}

export function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/* ---- times ---- */

const DATE_TIME = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
const DATE_TIME_YEAR = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });

export function millisOf(time: string | number | null | undefined): number | null {
  if (time === null || time === undefined) return null;
  const millis = typeof time === 'number' ? time : Date.parse(time);
  return Number.isFinite(millis) ? millis : null;
}

/** In the reader's zone; with the year only when it is not this year. */
export function dateTime(millis: number, now: number = Date.now()): string {
  const sameYear = new Date(millis).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? DATE_TIME : DATE_TIME_YEAR).format(millis);
}

/** 2026-11-20 22:31:05 UTC */
export function utc(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "5 minutes ago", "in 3 days". */
export function relative(millis: number, now: number = Date.now()): string {
  const distance = millis - now;
  const size = Math.abs(distance);
  if (size < 45_000) return distance > 0 ? 'in a moment' : 'just now';
  if (size < 90 * MINUTE) return RELATIVE.format(Math.round(distance / MINUTE), 'minute');
  if (size < 36 * HOUR) return RELATIVE.format(Math.round(distance / HOUR), 'hour');
  if (size < 60 * DAY) return RELATIVE.format(Math.round(distance / DAY), 'day');
  if (size < 700 * DAY) return RELATIVE.format(Math.round(distance / (30.44 * DAY)), 'month');
  return RELATIVE.format(Math.round(distance / (365.25 * DAY)), 'year');
}

/** "13 hours", "5 days": how long ago, or how late. */
export function ago(millis: number, now: number = Date.now()): string {
  return relative(millis, now).replace(/ ago$/, '');
}

/** A length of time between two points of it: "3 h", "2.5 d". */
export function duration(millis: number): string {
  return millis < HOUR ? `${fixed(millis / MINUTE, 0)}\u00A0min` : hours(millis / HOUR);
}

/** "hpc-degradation" -> "HPC degradation": codes become words, short ones stay capitals. */
export function words(code: string | null | undefined): string {
  if (!code) return '';
  const parts = code.split(/[-_\s]+/).filter((part) => part !== '');
  return parts
    .map((part, index) => {
      if (/^[b-df-hj-np-tv-z]{1,3}$/i.test(part)) return part.toUpperCase();
      const lower = part === part.toUpperCase() ? part.toLowerCase() : part;
      return index === 0 ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
    })
    .join(' ');
}

/** The first digits of a hash, enough to compare by eye. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** "Ada Lovelace" -> "AL" */
export function initials(name: string): string {
  const parts = name.split(/[\s.@_-]+/).filter((part) => part !== '');
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts[1]?.[0] ?? '') : '')).toUpperCase() || '?';
}

export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${fixed(n, 0)} ${n === 1 ? one : many}`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 1234567 -> "1.2 MB" */
export function bytesText(bytes: number): string {
  const power = Math.min(SIZES.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : Math.min(1, decimalsFor(value)))}\u00A0${SIZES[power]}`;
}
