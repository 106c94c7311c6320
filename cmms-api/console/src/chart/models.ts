import type { ConditionSample, Series, SeriesSample } from '../asset/api';
import { hours, percent, quantity, rounded } from '../ui/format';
import { trailingMean, type ChartModel, type Limit, type Marker } from './model';

/** What the charts of one story have in common. */
export interface Marks {
  markers?: Marker[];
  shade?: { from: number; to: number };
  span?: readonly [number, number];
}

type Drawn = Omit<SeriesSample, 'value'> & { value: number | null };

/** The samples, with an empty one where readings are missing: a line is broken there. */
function withBreaks({ samples, gaps }: Series): Drawn[] {
  let gap = 0;
  return samples.flatMap((sample, index): Drawn[] => {
    const next = samples[index + 1];
    // Those before the first reading break nothing.
    while ((gaps[gap]?.from ?? Infinity) < sample.at) gap++;
    if (!next || (gaps[gap]?.from ?? Infinity) >= next.at) return [sample];
    const at = (sample.at + next.at) / 2;
    return [sample, { at, value: null, min: null, max: null, quality: null, readings: 0, usable: 0, revised: 0 }];
  });
}

/** Readings as dots with their trailing mean; for condensed data the mean with its range. */
export function seriesModel(series: Series, marks: Marks = {}, limits: Limit[] = []): ChartModel {
  const samples = withBreaks(series);
  const values = samples.map((sample) => sample.value);
  const known = series.samples.map((sample) => sample.value);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const difference = values.length > 1 && high > low ? (high - low) / 10 : Math.abs(values[0] ?? 1) / 100;
  const format = (value: number): string => quantity(value, series.unit, difference);
  const window = Math.min(15, Math.max(5, Math.round(values.length / 12)));
  const raw = series.resolution === 'raw';
  const times = samples.map((sample) => sample.at);
  const base = { times, format, formatAxis: rounded, limits, ...marks };
  if (!raw) {
    return {
      ...base,
      lines: [{ label: 'Mean', values, colour: '--chart-1', style: 'line' }],
      band: {
        label: 'Range',
        low: samples.map((sample) => sample.min),
        high: samples.map((sample) => sample.max),
        colour: '--chart-1',
      },
    };
  }
  if (values.length < 20) {
    return { ...base, lines: [{ label: 'Reading', values, colour: '--chart-1', style: 'line' }] };
  }
  return {
    ...base,
    lines: [
      { label: 'Reading', values, colour: '--chart-faint', style: 'dots' },
      { label: `Mean of ${window}`, values: trailingMean(values, window), colour: '--chart-1', style: 'line' },
    ],
  };
}

export function probabilityModel(samples: ConditionSample[], marks: Marks = {}, limits: Limit[] = []): ChartModel {
  return {
    times: samples.map((sample) => sample.at),
    lines: [{ label: 'Failure probability', values: samples.map((sample) => sample.failureProbability), colour: '--chart-2', style: 'line' }],
    range: [0, 1],
    format: percent,
    formatAxis: (value) => `${Math.round(value * 100)} %`,
    limits,
    ...marks,
  };
}

export function healthModel(samples: ConditionSample[], marks: Marks = {}): ChartModel {
  return {
    times: samples.map((sample) => sample.at),
    lines: [{ label: 'Health index', values: samples.map((sample) => sample.healthIndex), colour: '--chart-3', style: 'line' }],
    range: [0, 1],
    format: percent,
    formatAxis: (value) => `${Math.round(value * 100)} %`,
    ...marks,
  };
}

export function remainingLifeModel(samples: ConditionSample[], marks: Marks = {}): ChartModel {
  return {
    times: samples.map((sample) => sample.at),
    lines: [{ label: 'Median', values: samples.map((sample) => sample.remainingLifeHours), colour: '--chart-1', style: 'line' }],
    band: {
      label: '90 % interval',
      low: samples.map((sample) => sample.remainingLifeLowHours),
      high: samples.map((sample) => sample.remainingLifeHighHours),
      colour: '--chart-1',
    },
    range: [0, 1],
    format: hours,
    formatAxis: (value, step) => `${rounded(value, step)} h`,
    ...marks,
  };
}


