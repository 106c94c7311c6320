import uPlot from 'uplot';
import { LOCALE } from '../ui/format';
import { extent, type ChartModel, type Stretch } from './model';

/* Everything that talks to uPlot: options from a ChartModel, and the marks drawn over it. */

const DAY_SECONDS = 86_400;
const MARK_ROW = 16;
const FONT = '11px "Inter Variable", "Inter Fallback", sans-serif';
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const HOUR_OF_DAY = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hour12: false });

/** A colour of the style sheet at this moment: canvas does not follow the theme by itself. */
export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function translucent(name: string, share: number): string {
  return `color-mix(in srgb, ${cssColour(name)} ${Math.round(share * 100)}%, transparent)`;
}

export function plotData(model: ChartModel): uPlot.AlignedData {
  const seconds = model.times.map((millis) => millis / 1000);
  const band = model.band ? [model.band.high, model.band.low] : [];
  return [seconds, ...band, ...model.lines.map((line) => line.values)];
}

/** What a chart tells of what is done with it. */
export interface PlotEvents {
  onCursor: (index: number | null) => void;
  /** Somebody has drawn a stretch of time; without it nobody can. */
  onStretch?: ((stretch: Stretch) => void) | undefined;
}

/** Shows that stretch for the moment, while two fingers move. */
export function preview(chart: uPlot, [from, to]: Stretch): void {
  previewed.set(chart, [from / 1000, to / 1000]);
  chart.setScale('x', { min: from / 1000, max: to / 1000 });
}

/** Shows the model again, which may be another one. */
export function show(chart: uPlot, model: ChartModel): void {
  previewed.delete(chart);
  chart.setData(plotData(model));
}

const previewed = new WeakMap<uPlot, [number, number]>();

/** What of a model is built into a chart; the rest may change while it is there, with `setData`. */
export function builtIn(model: ChartModel): string {
  return JSON.stringify([model.lines.map(({ label, colour, style }) => [label, colour, style]), model.band?.colour, model.span !== undefined, markRows(model)]);
}

/**
 * @param current the model at the moment of drawing, with the same things built in
 */
export function plotOptions(current: () => ChartModel, width: number, height: number, group: string | undefined, { onCursor, onStretch }: PlotEvents): uPlot.Options {
  const model = current();
  const spanNow = (u: uPlot): uPlot.Range.MinMax => {
    const [from, to] = current().span ?? [0, 0];
    return previewed.get(u) ?? [from / 1000, to / 1000];
  };
  const bandSeries: uPlot.Series[] = model.band
    ? [model.band.high, model.band.low].map(() => ({ points: { show: false }, stroke: 'transparent', width: 0 }))
    : [];
  const band = model.band;
  const rows = markRows(model);

  return {
    width,
    height,
    padding: [rows * MARK_ROW + 8, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: onStretch !== undefined, y: false, setScale: false, dist: 6 },
      points: { size: 8, width: 2, fill: () => cssColour('--surface') },
      // A stretch is drawn in one chart, and told once.
      ...(group ? { sync: { key: group, setSeries: false, filters: { pub: (type) => type !== 'mousedown' && type !== 'mouseup', sub: () => true } } } : {}),
    },
    scales: {
      x: { time: true, ...(model.span ? { range: spanNow } : {}) },
      y: { range: () => extent(current()) },
    },
    axes: [
      {
        stroke: () => cssColour('--text-3'),
        font: FONT,
        size: 28,
        gap: 6,
        space: 72,
        grid: { show: false },
        ticks: { stroke: () => cssColour('--border'), width: 1, size: 4 },
        values: (_, splits, __, ___, step) => timeLabels(splits, step),
      },
      {
        stroke: () => cssColour('--text-3'),
        font: FONT,
        size: (u, values) => axisWidth(u, values),
        gap: 8,
        space: 26,
        grid: { stroke: () => cssColour('--grid'), width: 1 },
        ticks: { show: false },
        values: (_, splits, __, ___, step) => splits.map((value) => (current().formatAxis ?? current().format)(value, step)),
      },
    ],
    series: [
      {},
      ...bandSeries,
      ...model.lines.map(
        (line): uPlot.Series => ({
          label: line.label,
          stroke: () => cssColour(line.colour),
          width: line.style === 'line' ? 2 : 0,
          spanGaps: false,
          points:
            line.style === 'line'
              ? { show: false }
              : { show: true, size: line.style === 'marks' ? 7 : 4, width: 0, fill: () => cssColour(line.colour), stroke: () => cssColour(line.colour) },
          ...(line.style === 'line' ? {} : { paths: () => null }),
        }),
      ),
    ],
    ...(band ? { bands: [{ series: [1, 2] as [number, number], fill: () => translucent(band.colour, 0.18) }] } : {}),
    hooks: {
      drawAxes: [(u) => drawShade(u, current())],
      draw: [
        (u) => {
          drawStreaks(u, current());
          drawLimits(u, current());
          drawMarkers(u, current());
          u.root.dataset['drawn'] = String(current().times.length);
        },
      ],
      setCursor: [(u) => onCursor(u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          if (!onStretch || u.select.width === 0) return;
          onStretch([u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000]);
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function timeLabels(splits: number[], step: number): string[] {
  let previousDay = '';
  return splits.map((seconds) => {
    const day = DAY.format(seconds * 1000);
    const hour = HOUR_OF_DAY.format(seconds * 1000);
    // The day is said once, where it begins; hours are only worth saying between the days.
    const label = step >= DAY_SECONDS || /^(00|24):00$/.test(hour) ? day : hour;
    const first = previousDay === '' && step < DAY_SECONDS;
    previousDay = day;
    return first ? day : label;
  });
}

function axisWidth(u: uPlot, values: string[] | null): number {
  if (!values) return 44;
  u.ctx.save();
  u.ctx.font = FONT;
  const widest = Math.max(0, ...values.map((value) => u.ctx.measureText(value).width));
  u.ctx.restore();
  return Math.max(54, Math.ceil(widest / uPlot.pxRatio) + 18);
}

function drawShade(u: uPlot, model: ChartModel): void {
  if (!model.shade) return;
  const from = Math.max(u.valToPos(model.shade.from / 1000, 'x', true), u.bbox.left);
  const to = Math.min(u.valToPos(model.shade.to / 1000, 'x', true), u.bbox.left + u.bbox.width);
  if (to <= from) return;
  u.ctx.save();
  u.ctx.fillStyle = translucent('--chart-alarm', 0.1);
  u.ctx.fillRect(from, u.bbox.top, to - from, u.bbox.height);
  u.ctx.restore();
}

function drawStreaks(u: uPlot, model: ChartModel): void {
  const scale = uPlot.pxRatio;
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  for (const streak of [...(model.streaks ?? [])].sort((one, other) => Number(one.high) - Number(other.high))) {
    const from = Math.max(left, u.valToPos(streak.from / 1000, 'x', true));
    // Wide enough to be seen, however far away one looks from.
    const to = Math.min(left + width, Math.max(u.valToPos(streak.to / 1000, 'x', true), from + 3 * scale));
    if (to <= from) continue;
    const tall = (streak.high ? 10 : 3) * scale;
    u.ctx.fillStyle = cssColour(streak.colour);
    u.ctx.fillRect(from, top + height - tall, to - from, tall);
  }
  u.ctx.restore();
}

function drawLimits(u: uPlot, model: ChartModel): void {
  const scale = uPlot.pxRatio;
  for (const limit of model.limits ?? []) {
    const y = Math.round(u.valToPos(limit.value, 'y', true));
    u.ctx.save();
    u.ctx.strokeStyle = cssColour('--chart-alarm');
    u.ctx.fillStyle = cssColour('--chart-alarm');
    u.ctx.lineWidth = 1.25 * scale;
    u.ctx.setLineDash([6 * scale, 4 * scale]);
    u.ctx.beginPath();
    u.ctx.moveTo(u.bbox.left, y);
    u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
    u.ctx.stroke();
    u.ctx.font = scaledFont(scale);
    u.ctx.textAlign = 'left';
    u.ctx.textBaseline = y - 16 * scale < u.bbox.top ? 'top' : 'bottom';
    u.ctx.fillText(limit.label, u.bbox.left + 6 * scale, y + (u.ctx.textBaseline === 'top' ? 4 : -3) * scale);
    u.ctx.restore();
  }
}

/** Marks that lie apart share a row of labels; two that could touch get a row each. */
function markRows(model: ChartModel): number {
  return Math.min(2, model.markers?.length ?? 0);
}

function drawMarkers(u: uPlot, model: ChartModel): void {
  const scale = uPlot.pxRatio;
  const rows = markRows(model);
  (model.markers ?? []).forEach((marker, index) => {
    const x = Math.round(u.valToPos(marker.at / 1000, 'x', true));
    if (x < u.bbox.left - 1 || x > u.bbox.left + u.bbox.width + 1) return;
    const row = index % rows;
    const labelY = u.bbox.top - (rows - row) * MARK_ROW * scale + MARK_ROW * scale * 0.5;
    u.ctx.save();
    u.ctx.strokeStyle = cssColour('--text-2');
    u.ctx.fillStyle = cssColour('--text-2');
    u.ctx.lineWidth = 1.25 * scale;
    u.ctx.setLineDash(index === 0 ? [2 * scale, 3 * scale] : []);
    u.ctx.beginPath();
    u.ctx.moveTo(x, labelY + 6 * scale);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.font = scaledFont(scale);
    u.ctx.textBaseline = 'middle';
    const width = u.ctx.measureText(marker.label).width;
    const right = x + width / 2 > u.bbox.left + u.bbox.width + 8 * scale;
    const left = x - width / 2 < u.bbox.left;
    u.ctx.textAlign = right ? 'right' : left ? 'left' : 'center';
    // An earlier mark's line must not run through the word.
    const middle = right ? x - width / 2 : left ? x + width / 2 : x;
    u.ctx.save();
    u.ctx.fillStyle = cssColour('--surface');
    u.ctx.fillRect(middle - width / 2 - 3 * scale, labelY - 7 * scale, width + 6 * scale, 13 * scale);
    u.ctx.restore();
    u.ctx.fillText(marker.label, right ? Math.min(x + 4 * scale, u.bbox.left + u.bbox.width + 8 * scale) : left ? Math.max(x - 4 * scale, u.bbox.left) : x, labelY);
    u.ctx.restore();
  });
}

function scaledFont(scale: number): string {
  return FONT.replace(/^\d+px/, `${Math.round(11 * scale)}px`);
}
