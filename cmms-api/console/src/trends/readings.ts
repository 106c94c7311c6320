import type { ChartModel, Streak } from '../chart/model';
import { isNumber, quantity, rounded } from '../ui/format';
import type { Span } from './choice';

/** A reading, or a bucket of them: then value is their mean. */
export interface Sample {
  /** Milliseconds since 1970, event time. */
  at: number;
  value: number;
  min: number | null;
  max: number | null;
  quality: number | null;
  /** How many readings it stands for, how many of them may be used, and how many of those are good; where the server has said so. */
  readings?: number;
  usable?: number;
  good?: number;
}

/** Readings of a point over a range. */
export interface Series {
  asset: string;
  point: string;
  unit: string | null;
  /** `raw`, or the ISO 8601 duration that one sample covers. */
  resolution: string;
  samples: Sample[];
  /** Times without readings, where the server has said so; milliseconds since 1970. */
  gaps?: readonly { from: number; to: number }[];
}

/** Readings of a point that are new or were corrected, as the live stream tells them. */
export interface LiveReadings {
  asset: string;
  point: string;
  /** There were too many to tell: what is shown has to be asked for anew. */
  skipped: boolean;
  at: number[];
  value: number[];
  quality: number[];
}

const GOOD = 192;
const STALE = 500;

/** A reading that nobody may use. A bucket has been averaged without such readings, though its quality tells of them. */
export function isUnusable({ quality, value, min, max, usable }: Sample): boolean {
  if (usable !== undefined) return usable === 0;
  return (quality === 0 || quality === STALE) && (min ?? value) === (max ?? value);
}

export function qualityWord(quality: number | null): string {
  if (quality === null || quality === GOOD) return 'good';
  return quality === STALE ? 'stale' : quality === 0 ? 'bad' : 'uncertain';
}

/** The samples with those readings in their places: a reading of a time that is there already replaces it. */
export function withReadings(samples: readonly Sample[], news: Pick<LiveReadings, 'at' | 'value' | 'quality'>): Sample[] {
  if (news.at.length === 0) return [...samples];
  const merged = new Map(samples.map((sample) => [sample.at, sample]));
  news.at.forEach((at, index) => {
    const value = news.value[index] ?? 0;
    merged.set(at, { at, value, min: value, max: value, quality: news.quality[index] ?? GOOD });
  });
  return [...merged.values()].sort((one, other) => one.at - other.at);
}

/** A gap is wider than so many usual distances. */
const GAP = 5;

/** The distance that is usual between two samples; null = there are too few to tell. */
export function usualDistance(samples: readonly Sample[]): number | null {
  if (samples.length < 4) return null;
  const distances = samples.slice(1).map((sample, index) => sample.at - (samples[index]?.at ?? 0));
  return distances.sort((one, other) => one - other)[Math.floor(distances.length / 2)] ?? null;
}

/** Where a line must break: true = nothing was measured between this sample and the one before. */
export function breaksBefore({ samples, gaps }: Pick<Series, 'samples' | 'gaps'>): boolean[] {
  const usual = usualDistance(samples);
  let gap = 0;
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    if (!before) return false;
    // Of what has come since, the server has said nothing.
    if (!gaps || sample.usable === undefined) return usual !== null && sample.at - before.at > GAP * usual;
    while ((gaps[gap]?.from ?? Infinity) < before.at) gap++;
    return (gaps[gap]?.from ?? Infinity) < sample.at;
  });
}

/** Whether a stretch has readings that are in none of its figures. */
const leavesOut = (sample: Sample): boolean =>
  sample.usable !== undefined && sample.readings !== undefined ? sample.usable < sample.readings : isUnusable(sample);

/** Whether figures of a stretch rest on uncertain readings. */
const isUncertain = ({ usable, good, quality }: Sample): boolean => (usable !== undefined && good !== undefined ? good < usable : qualityWord(quality) === 'uncertain');

/** What lies closer together than this share of a picture looks like one. */
const APART = 1 / 150;

/** What is not good in stretches of time, as few runs: a mark for each stretch would hide a long range. */
export function streaksOf({ samples, resolution }: Pick<Series, 'samples' | 'resolution'>, [from, to]: Span): Streak[] {
  if (resolution === 'raw') return [];
  const width = usualDistance(samples) ?? 0;
  const runs = (isPart: (sample: Sample) => boolean, look: Pick<Streak, 'colour' | 'high'>): Streak[] => {
    const found: Streak[] = [];
    for (const { at } of samples.filter(isPart)) {
      const last = found.at(-1);
      if (last && at - last.to <= (to - from) * APART) last.to = at + width;
      else found.push({ from: at, to: at + width, ...look });
    }
    return found;
  };
  return [...runs(isUncertain, { colour: '--warn', high: false }), ...runs(leavesOut, { colour: '--chart-2', high: true })];
}

/**
 * The picture of a point: its mean, the range around it, and breaks where there is nothing. Readings that are not good are
 * marked one by one; in a long range the stretches that have some.
 */
export function trendModel(series: Series, unit: string | null, span: Span): ChartModel {
  const breaks = breaksBefore(series);
  const samples: (Sample | number)[] = series.samples.flatMap((sample, index) => {
    const before = series.samples[index - 1];
    return breaks[index] && before ? [Math.round((before.at + sample.at) / 2), sample] : [sample];
  });
  const pick = (value: (sample: Sample) => number | null): (number | null)[] =>
    samples.map((sample) => (typeof sample === 'number' ? null : value(sample)));
  const raw = series.resolution === 'raw';
  const { min, max, mean } = summaryOf(series);
  const low = min ?? 0;
  const high = max ?? 0;
  const difference = (high - low) / 10 || Math.abs(mean ?? 1) / 100;
  // What nobody may use may lie anywhere: its mark stays in the picture, where the others are.
  const inSight = (value: number): number => (min === null ? value : Math.min(high, Math.max(low, value)));
  const doubtful = raw && series.samples.some((sample) => qualityWord(sample.quality) !== 'good');
  return {
    times: samples.map((sample) => (typeof sample === 'number' ? sample : sample.at)),
    lines: [
      { label: raw ? 'Reading' : 'Mean', values: pick((sample) => (isUnusable(sample) ? null : sample.value)), colour: '--chart-1', style: 'line' },
      ...(doubtful
        ? [
            {
              label: 'Not good',
              values: pick((sample) => (qualityWord(sample.quality) === 'good' ? null : inSight(sample.value))),
              quiet: true,
              colour: '--chart-2' as const,
              style: 'marks' as const,
            },
          ]
        : []),
    ],
    ...(raw ? {} : { band: { label: 'Range', low: pick((sample) => sample.min), high: pick((sample) => sample.max), colour: '--chart-1' as const } }),
    streaks: streaksOf(series, span),
    span,
    format: (value) => quantity(value, unit, difference),
    formatAxis: rounded,
  };
}

export interface Summary {
  min: number | null;
  mean: number | null;
  max: number | null;
  last: Sample | null;
  /** Samples that are not good, by word. */
  doubtful: Record<string, number>;
  gaps: number;
}

/** Of what is drawn; what nobody may use is left out of the figures. */
export function summaryOf({ samples, gaps }: Pick<Series, 'samples' | 'gaps'>): Summary {
  const usable = samples.filter((sample) => !isUnusable(sample));
  const doubtful: Record<string, number> = {};
  for (const sample of samples) {
    const word = qualityWord(sample.quality);
    if (word !== 'good') doubtful[word] = (doubtful[word] ?? 0) + 1;
  }
  const values = (of: (sample: Sample) => number | null): number[] => usable.map(of).filter(isNumber);
  const means = values((sample) => sample.value);
  return {
    min: means.length > 0 ? Math.min(...values((sample) => sample.min ?? sample.value)) : null,
    mean: means.length > 0 ? means.reduce((sum, value) => sum + value, 0) / means.length : null,
    max: means.length > 0 ? Math.max(...values((sample) => sample.max ?? sample.value)) : null,
    last: samples.at(-1) ?? null,
    doubtful,
    gaps: breaksBefore({ samples, ...(gaps && { gaps }) }).filter((broken) => broken).length,
  };
}

/** What a reader should be able to tell apart in a table of these figures. */
export function differenceOf({ min, max }: Summary): number | undefined {
  return isNumber(min) && isNumber(max) && max > min ? (max - min) / 10 : undefined;
}
