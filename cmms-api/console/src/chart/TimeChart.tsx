import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type TouchEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onThemeChange } from '../ui/theme';
import { dateTime, NOTHING, utc } from '../ui/format';
import { spread, type ChartModel, type Stretch } from './model';
import { builtIn, plotData, plotOptions, preview, show } from './plot';
import './chart.css';

interface TimeChartProps {
  /** Made once per set of data (useMemo): a new model draws the chart anew. */
  model: ChartModel;
  title: string;
  subtitle?: string | null | undefined;
  height?: number;
  /** Charts of one group move their crosshairs together. */
  group?: string;
  /** Lets people look closer: by drawing a stretch of time, with two fingers, and with + and -. */
  zoom?: Zoom;
}

export interface Zoom {
  /** To the stretch that was drawn, with mouse or fingers. */
  to: (stretch: Stretch) => void;
  /** So many times as long a stretch around that time. */
  by: (factor: number, around: number | undefined) => void;
  /** By that share of what is shown. */
  move: (share: number) => void;
}

/** Two fingers, and the times that they hold. */
interface Pinch {
  times: [number, number];
  stretch: Stretch;
}

/**
 * A chart over time with a crosshair for mouse, finger and keyboard. For assistive technology it is a slider over time
 * whose value is spoken; the same numbers are in a table below.
 */
export function TimeChart({ model: newest, title, subtitle, height = 200, group, zoom }: TimeChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  // While somebody draws a stretch, what is drawn must not change under the hand.
  const [held, setHeld] = useState<ChartModel | null>(null);
  const model = held ?? newest;
  const zooming = useRef(zoom);
  const pinch = useRef<Pinch | null>(null);
  const zooms = zoom !== undefined;
  const drawn = useRef(model);
  const built = useMemo(() => builtIn(model), [model]);
  const heading = useId();
  const last = model.times.length - 1;
  const shown = index !== null && index <= last ? index : last;

  // A chart that is there gets new readings without losing its crosshair.
  useLayoutEffect(() => {
    if (drawn.current === model) return;
    drawn.current = model;
    if (plot.current) show(plot.current, model);
  }, [model]);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const events = { onCursor: setIndex, onStretch: zooms ? (stretch: Stretch) => zooming.current?.to(stretch) : undefined };
    const chart = new uPlot(plotOptions(() => drawn.current, element.clientWidth, height, group, events), plotData(drawn.current), element);
    plot.current = chart;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== chart.width) chart.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [built, height, group, zooms]);

  useEffect(() => {
    if (!held) return;
    const release = (): void => setHeld(null);
    document.addEventListener('mouseup', release);
    return () => document.removeEventListener('mouseup', release);
  }, [held]);

  useEffect(() => {
    zooming.current = zoom;
  }, [zoom]);

  useEffect(() => onThemeChange(() => requestAnimationFrame(() => plot.current?.redraw(false, true))), []);

  const moveTo = (target: number): void => {
    const chart = plot.current;
    const time = model.times[Math.max(0, Math.min(last, target))];
    if (chart && time !== undefined) chart.setCursor({ left: chart.valToPos(time / 1000, 'x'), top: 10 });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.round(model.times.length / 10));
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -page, PageUp: page };
    if (zoom && (event.key === '+' || event.key === '=')) zoom.by(0.5, time);
    else if (zoom && event.key === '-') zoom.by(2, time);
    else if (zoom && event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) zoom.move(event.key === 'ArrowLeft' ? -0.5 : 0.5);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(last);
    else if (event.key === 'Escape') plot.current?.setCursor({ left: -10, top: -10 });
    else if (steps[event.key] !== undefined) moveTo(shown + (steps[event.key] ?? 0));
    else return;
    event.preventDefault();
  };

  const onTouch = (clientX: number): void => {
    const chart = plot.current;
    if (chart) chart.setCursor({ left: clientX - chart.over.getBoundingClientRect().left, top: 10 });
  };

  const onTouches = (event: TouchEvent): void => {
    const [one, other] = [event.touches[0], event.touches[1]];
    const chart = plot.current;
    if (!one || !chart) return;
    if (!other || !zoom) {
      if (!pinch.current) onTouch(one.clientX);
      return;
    }
    const { left, width } = chart.over.getBoundingClientRect();
    const shares: [number, number] = [(one.clientX - left) / width, (other.clientX - left) / width];
    if (!pinch.current) {
      const times = shares.map((share) => chart.posToVal(share * width, 'x') * 1000) as [number, number];
      pinch.current = { times, stretch: [0, 0] };
      setHeld(model);
      return;
    }
    const { times } = pinch.current;
    const scale = (times[1] - times[0]) / (shares[1] - shares[0]);
    // Fingers that cross would turn time round.
    if (!Number.isFinite(scale) || scale <= 0) return;
    const from = times[0] - shares[0] * scale;
    pinch.current.stretch = [from, from + scale];
    preview(chart, pinch.current.stretch);
  };
  const onTouchEnd = (event: TouchEvent): void => {
    if (event.touches.length > 0 || !pinch.current) return;
    const { stretch } = pinch.current;
    pinch.current = null;
    setHeld(null);
    if (plot.current) show(plot.current, model);
    if (stretch[1] > stretch[0]) zoom?.to(stretch);
  };

  const time = model.times[shown];
  const spoken = readings(model, shown)
    .map(({ label, text }) => `${label} ${text}`)
    .join(', ');
  return (
    <figure className="chart" aria-labelledby={heading}>
      <figcaption className="chart-head">
        <span className="chart-title-line">
          <span className="chart-title" id={heading}>
            {title}
            {subtitle && <span className="chart-subtitle" title={subtitle}>{subtitle}</span>}
          </span>
          <span className="chart-time" aria-hidden="true">
            {time !== undefined && dateTime(time)}
          </span>
        </span>
        <span className="chart-readout" aria-hidden="true">
          {readings(model, shown).map(({ label, text, colour, swatch }) => (
            <span key={label} className="chart-value">
              <span className={`swatch swatch-${swatch} colour${colour}`} />
              <span>{label}</span>
              <strong>{text}</strong>
            </span>
          ))}
        </span>
      </figcaption>
      <div
        ref={host}
        className="chart-plot"
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-labelledby={heading}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, shown)}
        aria-valuetext={time === undefined ? 'no readings' : `${dateTime(time)}: ${spoken}`}
        onKeyDown={onKeyDown}
        onMouseDown={zoom && (() => setHeld(model))}
        onTouchStart={onTouches}
        onTouchMove={onTouches}
        onTouchEnd={onTouchEnd}
        onTouchCancel={onTouchEnd}
      />
      <ChartTable model={model} />
    </figure>
  );
}

interface Reading {
  label: string;
  text: string;
  colour: string;
  swatch: 'line' | 'dots' | 'marks' | 'band';
}

function readings(model: ChartModel, index: number): Reading[] {
  const text = (value: number | null | undefined): string => (typeof value === 'number' ? model.format(value) : NOTHING);
  const lines = model.lines
    .filter((line) => !line.quiet)
    .map((line): Reading => ({ label: line.label, text: text(line.values[index]), colour: line.colour, swatch: line.style }));
  if (!model.band) return lines;
  const { low, high, label, colour } = model.band;
  return [...lines, { label, text: `${text(low[index])} – ${text(high[index])}`, colour, swatch: 'band' }];
}

const TABLE_ROWS = 40;

function ChartTable({ model }: { model: ChartModel }) {
  const [open, setOpen] = useState(false);
  const rows = spread(model.times.length, TABLE_ROWS);
  const columns = readings(model, 0).map(({ label }) => label);
  return (
    <details className="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as table</summary>
      {open && (
        <div className="chart-table-scroll" tabIndex={0} role="region" aria-label="Values of the chart">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {columns.map((label) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row}>
                  <th scope="row" title={utc(model.times[row] ?? 0)}>
                    {dateTime(model.times[row] ?? 0)}
                  </th>
                  {readings(model, row).map(({ label, text }) => (
                    <td key={label}>{text}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length < model.times.length && (
            <p className="muted">
              {rows.length} of {model.times.length} values, evenly spread.
            </p>
          )}
        </div>
      )}
    </details>
  );
}
