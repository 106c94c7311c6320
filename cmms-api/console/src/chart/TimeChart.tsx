import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onThemeChange } from '../ui/theme';
import { dateTime, NOTHING, utc } from '../ui/format';
import { spread, type ChartModel } from './model';
import { plotData, plotOptions } from './plot';
import './chart.css';

interface TimeChartProps {
  /** Made once per set of data (useMemo): a new model draws the chart anew. */
  model: ChartModel;
  title: string;
  subtitle?: string | null | undefined;
  height?: number;
  /** Charts of one group move their crosshairs together. */
  group?: string;
}

/**
 * A chart over time with a crosshair for mouse, finger and keyboard. For assistive technology it is a slider over time
 * whose value is spoken; the same numbers are in a table below.
 */
export function TimeChart({ model, title, subtitle, height = 200, group }: TimeChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const heading = useId();
  const last = model.times.length - 1;
  const shown = index !== null && index <= last ? index : last;

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const chart = new uPlot(plotOptions(model, element.clientWidth, height, group, setIndex), plotData(model), element);
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
  }, [model, height, group]);

  useEffect(() => onThemeChange(() => requestAnimationFrame(() => plot.current?.redraw(false, true))), []);

  const moveTo = (target: number): void => {
    const chart = plot.current;
    const time = model.times[Math.max(0, Math.min(last, target))];
    if (chart && time !== undefined) chart.setCursor({ left: chart.valToPos(time / 1000, 'x'), top: 10 });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.round(model.times.length / 10));
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -page, PageUp: page };
    if (event.key === 'Home') moveTo(0);
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
        onTouchStart={(event) => event.touches[0] && onTouch(event.touches[0].clientX)}
        onTouchMove={(event) => event.touches[0] && onTouch(event.touches[0].clientX)}
      />
      <ChartTable model={model} />
    </figure>
  );
}

interface Reading {
  label: string;
  text: string;
  colour: string;
  swatch: 'line' | 'dots' | 'band';
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
