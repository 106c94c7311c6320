/** What a chart over time shows, apart from how it is drawn. */
export interface ChartModel {
  /** Event times, milliseconds since 1970, rising. */
  times: number[];
  lines: Line[];
  band?: Band;
  markers?: Marker[];
  limits?: Limit[];
  /** Along the lower edge: what is said of stretches of time, and not of single values. */
  streaks?: Streak[];
  /** A stretch of time that is tinted: the episode. */
  shade?: { from: number; to: number };
  /** Bounds that the vertical axis always shows; values beyond them widen it. */
  range?: readonly [number, number];
  /** Bounds of the horizontal axis, milliseconds; without them the data's. */
  span?: Stretch;
  format: (value: number) => string;
  /** For the axis, where space is short. */
  formatAxis?: (value: number, step: number) => string;
}

export interface Line {
  label: string;
  values: (number | null)[];
  colour: Colour;
  /** `dots` for single readings, `line` for what is smooth, `marks` for what should catch the eye. */
  style: 'line' | 'dots' | 'marks';
  /** Left out of the readout and the table when it only helps the eye. */
  quiet?: boolean;
}

export interface Band {
  label: string;
  low: (number | null)[];
  high: (number | null)[];
  colour: Colour;
}

export interface Marker {
  at: number;
  label: string;
}

export interface Streak {
  from: number;
  to: number;
  colour: Colour;
  /** Of two that share a time, the high one is seen above the other. */
  high: boolean;
}

export interface Limit {
  value: number;
  label: string;
}

/** A stretch of time, milliseconds since 1970. */
export type Stretch = readonly [from: number, to: number];

/** A custom property of the style sheet, so that charts change with the theme. */
export type Colour = '--chart-1' | '--chart-2' | '--chart-3' | '--chart-faint' | '--warn';

/** The mean of the last `window` values; a gap starts anew. Trailing, as the monitoring itself sees it. */
export function trailingMean(values: readonly (number | null)[], window: number): (number | null)[] {
  const recent: number[] = [];
  let sum = 0;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) {
      recent.length = 0;
      sum = 0;
      return null;
    }
    recent.push(value);
    sum += value;
    if (recent.length > window) sum -= recent.shift() ?? 0;
    // Fewer than half a window would draw the noise that the mean is there to remove.
    return recent.length * 2 >= window ? sum / recent.length : null;
  });
}

/** At most `most` indices of 0..length-1, evenly spread, first and last among them. */
export function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}

/** Lowest and highest value that the chart has to show. */
export function extent(model: ChartModel): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const widen = (value: number | null | undefined): void => {
    if (value === null || value === undefined || !Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const line of model.lines) line.values.forEach(widen);
  model.band?.low.forEach(widen);
  model.band?.high.forEach(widen);
  model.limits?.forEach((limit) => widen(limit.value));
  model.range?.forEach(widen);
  if (low > high) return [0, 1];
  if (low === high) {
    // A constant point: a little room on both sides keeps the line off the frame.
    const room = Math.max(Math.abs(low) * 0.01, 0.5);
    return [low - room, high + room];
  }
  if (model.range && low === model.range[0] && high === model.range[1]) return [low, high];
  const room = (high - low) * 0.06;
  return [model.range && low === model.range[0] ? low : low - room, model.range && high === model.range[1] ? high : high + room];
}
