import { bytesText, count, LOCALE } from '../ui/format';
import type { Change, Days, Removal } from './api';

export type Kind = keyof Days;

export const FOR_EVER: Days = { readingsDays: null, minutesDays: null, hoursDays: null, waveformsDays: null, eventsDays: null };

const MOST_DAYS = 36_500;

interface KindOfData {
  name: Kind;
  label: string;
  hint: string;
  /** The fewest days, as the server has it. */
  fewest: number;
  /** What it is made of, and therefore outlasts. */
  madeOf?: Kind;
}

export const KINDS: readonly KindOfData[] = [
  { name: 'readingsDays', label: 'Readings', hint: 'Readings and descriptors, and what they were before corrections.', fewest: 35 },
  { name: 'minutesDays', label: 'Minutes', hint: 'Smallest, largest and mean of each minute.', fewest: 35, madeOf: 'readingsDays' },
  { name: 'hoursDays', label: 'Hours and days', hint: 'The same of each hour and day, for trends over years.', fewest: 35, madeOf: 'minutesDays' },
  { name: 'waveformsDays', label: 'Waveforms', hint: 'Raw blocks of vibration.', fewest: 1 },
  { name: 'eventsDays', label: 'Events', hint: 'Health, prognoses, changes of state, events of devices.', fewest: 1 },
];

const labelOf = (kind: Kind): string => KINDS.find(({ name }) => name === kind)?.label ?? kind;

const NUMBER = new Intl.NumberFormat(LOCALE);

export const daysText = (days: number | null): string => (days === null ? 'for ever' : count(days, 'day'));

export const limitText = (fewest: number): string => `${NUMBER.format(fewest)} to ${NUMBER.format(MOST_DAYS)} days`;

export const placeName = (site: string | null): string => site ?? 'Organization';

/** The days of fields as they were typed; empty = for ever. */
export function daysOf(typed: Readonly<Record<Kind, string>>): Days {
  return Object.fromEntries(KINDS.map(({ name }) => [name, typed[name].trim() === '' ? null : Number(typed[name])])) as unknown as Days;
}

export const sameDays = (one: Days, other: Days): boolean => KINDS.every(({ name }) => one[name] === other[name]);

/** What the server would refuse, by field, and what would be right. */
export function wrongIn(days: Days): Partial<Record<Kind, string>> {
  const wrong: Partial<Record<Kind, string>> = {};
  for (const { name, label, fewest, madeOf } of KINDS) {
    const own = days[name];
    if (own === null) continue;
    const source = madeOf ? days[madeOf] : undefined;
    if (!Number.isInteger(own) || own < fewest || own > MOST_DAYS) {
      wrong[name] = `${limitText(fewest)}, whole ones, or nothing for ever.`;
    } else if (madeOf && source === null) {
      wrong[name] = `${label} are made of ${labelOf(madeOf).toLowerCase()}, which are kept for ever: leave this empty, too.`;
    } else if (madeOf && source != null && own < source) {
      wrong[name] = `${label} are made of ${labelOf(madeOf).toLowerCase()}: ${daysText(source)} or more, or nothing for ever.`;
    }
  }
  return wrong;
}

/** In one line: "readings 365 days, minutes 730 days, everything else for ever". */
export function daysLine(days: Days): string {
  const limited = KINDS.filter(({ name }) => days[name] !== null).map(({ name, label }) => `${label.toLowerCase()} ${daysText(days[name])}`);
  if (limited.length === 0) return 'everything for ever';
  return [...limited, ...(limited.length < KINDS.length ? ['everything else for ever'] : [])].join(', ');
}

/** What a change has changed, against the one before it; null = that one is not known. */
export function changeLines({ withdrawn, keeps }: Change, before: Change | null, site: string | null): string[] {
  if (withdrawn) return [site === null ? 'Withdrawn: everything is kept for ever' : "Withdrawn: goes by the organization's"];
  if (!before || before.withdrawn) return [`Set: ${daysLine(keeps)}`];
  const lines = KINDS.filter(({ name }) => keeps[name] !== before.keeps[name]).map(
    ({ name, label }) => `${label}: ${daysText(before.keeps[name])} → ${daysText(keeps[name])}`,
  );
  return lines.length > 0 ? lines : ['Set again as it was'];
}

const WHAT: Readonly<Record<string, string>> = {
  readings: 'Readings',
  minutes: 'Minutes',
  tenMinutes: 'Ten minutes',
  hours: 'Hours',
  days: 'Days',
  waveforms: 'Waveforms',
  condition: 'Health and prognoses',
  states: 'Changes of state',
  events: 'Events',
};

export const removalLabel = (what: string): string => WHAT[what] ?? what;

export const rowsText = ({ rows, atLeast }: Pick<Removal, 'rows' | 'atLeast'>): string => `${atLeast ? 'over ' : ''}${NUMBER.format(rows)}`;

/** "About 2,419,200 rows, 182 MB"; what is not known is said as little as it is. */
export function removalSum(removals: readonly Removal[]): string {
  const rows = removals.reduce((sum, removal) => sum + removal.rows, 0);
  const known = removals.flatMap(({ bytes }) => bytes ?? []);
  const size = known.length === 0 ? '' : `, ${known.length < removals.length ? 'more than ' : ''}${bytesText(known.reduce((sum, bytes) => sum + bytes, 0))}`;
  return `${removals.some(({ atLeast }) => atLeast) ? 'More than' : 'About'} ${count(rows, 'row')}${size}`;
}

const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The day in UTC, by which months go. */
export const utcDay = (time: string): string => DAY.format(Date.parse(time));
