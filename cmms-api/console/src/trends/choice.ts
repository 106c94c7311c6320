/*
 * What the page of trends shows, as it stands in the address: /trends?p=P-101/velocity&p=P-102/flow&range=7d, or with
 * from and to instead of range; live=1 follows new readings.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** More would not be told apart, and the server tells no more at a time. */
export const MOST_POINTS = 12;

export const PRESETS = [
  { id: '1h', label: '1 h', millis: HOUR },
  { id: '24h', label: '24 h', millis: DAY },
  { id: '7d', label: '7 d', millis: 7 * DAY },
  { id: '30d', label: '30 d', millis: 30 * DAY },
  { id: '1y', label: '1 y', millis: 365 * DAY },
] as const;

export type Preset = (typeof PRESETS)[number];

export interface PointName {
  asset: string;
  point: string;
}

/** Milliseconds since 1970. */
export type Span = readonly [from: number, to: number];

export interface Choice {
  points: PointName[];
  /** The last hours or days before the newest reading, or a span that was chosen. */
  range: Preset | Span;
  live: boolean;
}

const USUAL: Preset = PRESETS[1];

export const isSpan = (range: Preset | Span): range is Span => Array.isArray(range);

export const idOf = (name: PointName): string => `${name.asset}/${name.point}`;

/** No asset has a slash in its tag; a point may have one in its name. */
export function pointName(id: string): PointName | null {
  const slash = id.indexOf('/');
  return slash < 1 || slash === id.length - 1 ? null : { asset: id.slice(0, slash), point: id.slice(slash + 1) };
}

/** Reads an address; what in it makes no sense is left out. */
export function choiceOf(query: URLSearchParams): Choice {
  const ids = [...new Set(query.getAll('p'))];
  const points = ids.flatMap((id) => pointName(id) ?? []).slice(0, MOST_POINTS);
  const from = Date.parse(query.get('from') ?? '');
  const to = Date.parse(query.get('to') ?? '');
  if (from >= 0 && to > from) return { points, range: [from, to], live: false };
  const preset = PRESETS.find(({ id }) => id === query.get('range')) ?? USUAL;
  return { points, range: preset, live: query.get('live') === '1' };
}

export function queryOf({ points, range, live }: Choice): URLSearchParams {
  const query = new URLSearchParams();
  for (const point of points) query.append('p', idOf(point));
  if (isSpan(range)) {
    query.set('from', new Date(range[0]).toISOString());
    query.set('to', new Date(range[1]).toISOString());
  } else {
    query.set('range', range.id);
    if (live) query.set('live', '1');
  }
  return query;
}

export const trendsPath = (choice: Choice): string => `/trends?${queryOf(choice)}`;

/** For a link from elsewhere. */
export const trendOf = (asset: string, point: string, days: number): string =>
  trendsPath({ points: [{ asset, point }], range: PRESETS.find(({ millis }) => millis === days * DAY) ?? USUAL, live: false });

/** Shorter than this there is nothing to see. */
const SHORTEST = 1_000;
const LONGEST = 20 * 365 * DAY;

/** The span `factor` times as long, with what is at `middle` staying where it is. */
export function zoomed([from, to]: Span, factor: number, middle: number = (from + to) / 2): Span {
  const wanted = (to - from) * factor;
  const length = Math.min(LONGEST, Math.max(SHORTEST, wanted));
  const share = to > from ? (middle - from) / (to - from) : 0.5;
  const begin = Math.max(0, Math.round(middle - length * share));
  return [begin, begin + Math.round(length)];
}

/** The span moved by that share of its length. */
export function moved([from, to]: Span, share: number): Span {
  const by = Math.max(-from, Math.round((to - from) * share));
  return [from + by, to + by];
}

/** What a person has drawn, the right way round and not too short; null = that was a click. */
export function drawn(one: number, other: number, span: Span): Span | null {
  const from = Math.round(Math.min(one, other));
  const to = Math.round(Math.max(one, other));
  if (!Number.isFinite(from) || to - from < Math.max(SHORTEST, (span[1] - span[0]) / 200)) return null;
  return [Math.max(0, from), to];
}
