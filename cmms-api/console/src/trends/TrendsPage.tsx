import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { TimeChart, type Zoom } from '../chart/TimeChart';
import { count, dateTime, NOTHING, quantity } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed } from '../ui/states';
import { usePageTitle } from '../ui/usePageTitle';
import { ChartSkeleton } from '../workorder/Trends';
import type { Following } from './api';
import { choiceOf, drawn, idOf, isSpan, moved, PRESETS, queryOf, zoomed, type Choice, type PointName, type Span } from './choice';
import { ExportDialog } from './ExportDialog';
import { PointDialog } from './PointDialog';
import { differenceOf, qualityWord, streaksOf, summaryOf, trendModel, type Series } from './readings';
import { TrendTabs } from './TrendTabs';
import { useTrends, type Trends } from './useTrends';
import './trends.css';

const FOLLOWING: Readonly<Record<Following, string>> = {
  connecting: 'Connecting…',
  following: 'New readings appear as they come',
  waiting: 'Not connected: trying again',
};

/** Readings of points of any assets over one range of time, one picture below the other. */
export default function TrendsPage() {
  usePageTitle('Trends');
  const [query, setQuery] = useSearchParams();
  const choice = useMemo(() => choiceOf(query), [query]);
  const [open, setOpen] = useState<'points' | 'export' | null>(null);
  const trends = useTrends(choice);
  const change = (changed: Partial<Choice>): void => setQuery(queryOf({ ...choice, ...changed }));
  const { points } = choice;
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>Trends</h1>
          <p>Readings of any points over the same time</p>
        </div>
        <div className="trend-actions">
          {trends.span && (
            <button type="button" className="button" onClick={() => setOpen('export')}>
              <Icon name="document" size={18} />
              Export
            </button>
          )}
          <button type="button" className="button button-primary" onClick={() => setOpen('points')}>
            <Icon name="plus" size={18} />
            Choose points
          </button>
        </div>
      </header>
      <TrendTabs />
      {points.length === 0 ? (
        <section className="card">
          <Empty icon="pulse" title="No points are chosen">
            Choose one or several points, of one asset or of many. The address of this page then holds the choice, so that it can be shared.
          </Empty>
        </section>
      ) : (
        <>
          <Chips points={points} onRemove={(point) => change({ points: points.filter((one) => idOf(one) !== idOf(point)) })} />
          <Ranges choice={choice} span={trends.span} onChange={change} />
          <Pictures choice={choice} trends={trends} onChange={change} />
        </>
      )}
      {open === 'points' && (
        <PointDialog
          chosen={points}
          onClose={() => setOpen(null)}
          onChoose={(chosen) => {
            setOpen(null);
            change({ points: chosen });
          }}
        />
      )}
      {open === 'export' && trends.span && <ExportDialog points={points} span={trends.span} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Chips({ points, onRemove }: { points: PointName[]; onRemove: (point: PointName) => void }) {
  return (
    <ul className="trend-chips" aria-label="Chosen points">
      {points.map((point) => (
        <li key={idOf(point)}>
          <Link to={`/assets/${encodeURIComponent(point.asset)}`}>{point.asset}</Link>
          <strong>{point.point}</strong>
          <button type="button" onClick={() => onRemove(point)} aria-label={`Leave out ${point.point} of ${point.asset}`}>
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

interface RangesProps {
  choice: Choice;
  span: Span | null;
  onChange: (changed: Partial<Choice>) => void;
}

function Ranges({ choice: { range, live }, span, onChange }: RangesProps) {
  const [custom, setCustom] = useState(false);
  const chosen = isSpan(range) ? null : range.id;
  return (
    <section className="trend-ranges" aria-label="Range of time">
      <div className="segments" role="group" aria-label="Range">
        {PRESETS.map((preset) => (
          <button key={preset.id} type="button" aria-pressed={chosen === preset.id} onClick={() => onChange({ range: preset })}>
            {preset.label}
          </button>
        ))}
        <button type="button" aria-pressed={chosen === null} aria-expanded={custom} onClick={() => setCustom(!custom)}>
          From–to
        </button>
      </div>
      {span && (
        <div className="trend-steps" role="group" aria-label="Look closer">
          <button type="button" className="icon-button" aria-label="Earlier" onClick={() => onChange({ range: moved(span, -0.5), live: false })}>
            <Icon name="back" />
          </button>
          <button type="button" className="icon-button" aria-label="Later" onClick={() => onChange({ range: moved(span, 0.5), live: false })}>
            <Icon name="next" />
          </button>
          <button type="button" className="icon-button" aria-label="Closer" onClick={() => onChange({ range: zoomed(span, 0.5), live: false })}>
            <Icon name="plus" />
          </button>
          <button type="button" className="icon-button" aria-label="Farther" onClick={() => onChange({ range: zoomed(span, 2), live: false })}>
            <Icon name="minus" />
          </button>
        </div>
      )}
      <label className="trend-live">
        <input type="checkbox" checked={live} onChange={(event) => onChange({ live: event.target.checked, ...(isSpan(range) ? { range: PRESETS[0] } : {}) })} />
        Live
      </label>
      {custom && <FromTo key={isSpan(range) ? range.join() : range.id} span={span} onChange={(chosenSpan) => onChange({ range: chosenSpan, live: false })} />}
    </section>
  );
}

/** As a field for local times wants it. */
function local(millis: number): string {
  const time = new Date(millis);
  return new Date(millis - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function FromTo({ span, onChange }: { span: Span | null; onChange: (span: Span) => void }) {
  const [from, setFrom] = useState(span ? local(span[0]) : '');
  const [to, setTo] = useState(span ? local(span[1]) : '');
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const wrong = begin >= end ? 'The end must be after the beginning.' : begin < 0 ? 'There is nothing before 1970.' : null;
  return (
    <form
      className="trend-from-to"
      onSubmit={(event) => {
        event.preventDefault();
        if (end > begin && begin >= 0) onChange([begin, end]);
      }}
    >
      <label className="field">
        <span className="field-label">From</span>
        <input type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className="field">
        <span className="field-label">To</span>
        <input type="datetime-local" required value={to} onChange={(event) => setTo(event.target.value)} aria-invalid={wrong !== null} />
      </label>
      <button type="submit" className="button" disabled={wrong !== null}>
        Show
      </button>
      {wrong && (
        <p className="trend-wrong" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

interface PicturesProps {
  choice: Choice;
  trends: Trends;
  onChange: (changed: Partial<Choice>) => void;
}

function Pictures({ choice, trends, onChange }: PicturesProps) {
  const { points } = choice;
  const { span, series, latest } = trends;
  const unitOf = (one: Series): string | null => one.unit ?? latest.get(idOf(one))?.unit ?? null;
  const shown = points.flatMap((point) => series?.find((one) => idOf(one) === idOf(point)) ?? []);
  if (trends.error) {
    return (
      <section className="card">
        <Failed error={trends.error} what="The trend" retry={trends.retry} />
      </section>
    );
  }
  if (trends.pending) {
    return (
      <section className="card card-body trend-charts">
        {points.map((point) => (
          <ChartSkeleton key={idOf(point)} />
        ))}
      </section>
    );
  }
  if (!span) {
    return (
      <section className="card">
        <Empty icon="pulse" title="There are no readings yet">
          Once a device publishes for {points.length === 1 ? 'this point' : 'one of these points'}, they are drawn here.
        </Empty>
      </section>
    );
  }
  return (
    <>
      <section className="card" aria-label="Pictures" aria-busy={trends.stale}>
        <p className="trend-span" role="status">
          <span>
            {dateTime(span[0])} – {dateTime(span[1])}
          </span>
          <Legend shown={shown} span={span} />
          {trends.following && <span className={`trend-state trend-${trends.following}`}>{FOLLOWING[trends.following]}</span>}
        </p>
        <div className={`card-body trend-charts${trends.stale ? ' is-stale' : ''}`}>
          {shown.map((one) => (
            <Picture key={idOf(one)} series={one} unit={unitOf(one)} span={span} tall={shown.length < 3} onZoom={(range) => onChange({ range, live: false })} />
          ))}
        </div>
      </section>
      <Figures shown={shown} unitOf={unitOf} />
    </>
  );
}

/** What the marks mean that are there. */
function Legend({ shown, span }: { shown: Series[]; span: Span }) {
  const streaks = shown.flatMap((one) => streaksOf(one, span));
  return (
    <span className="trend-legend">
      {shown.some((one) => one.resolution === 'raw' && Object.keys(summaryOf(one).doubtful).length > 0) && (
        <span className="chart-value">
          <span className="swatch swatch-marks colour--chart-2" />
          not good: bad, stale or uncertain
        </span>
      )}
      {streaks.some(({ high }) => high) && (
        <span className="chart-value">
          <span className="swatch swatch-streak-high colour--chart-2" />
          some bad or stale, left out
        </span>
      )}
      {streaks.some(({ high }) => !high) && (
        <span className="chart-value">
          <span className="swatch swatch-streak colour--warn" />
          some uncertain
        </span>
      )}
    </span>
  );
}

interface PictureProps {
  series: Series;
  unit: string | null;
  span: Span;
  tall: boolean;
  onZoom: (span: Span) => void;
}

function Picture({ series, unit, span, tall, onZoom }: PictureProps) {
  const [from, to] = span;
  const model = useMemo(() => trendModel(series, unit, [from, to]), [series, unit, from, to]);
  const zoom: Zoom = {
    to: ([one, other]) => {
      const stretch = drawn(one, other, span);
      if (stretch) onZoom(stretch);
    },
    by: (factor, around) => onZoom(zoomed(span, factor, around)),
    move: (share) => onZoom(moved(span, share)),
  };
  if (series.samples.length === 0) {
    return (
      <div className="trend-nothing" data-trend={idOf(series)}>
        <p className="chart-title">
          {series.point} <span className="chart-subtitle">{series.asset}</span>
        </p>
        <p className="muted">No readings in this range.</p>
      </div>
    );
  }
  return (
    <div data-trend={idOf(series)}>
      <TimeChart model={model} title={series.point} subtitle={series.asset} height={tall ? 280 : 180} group="trends" zoom={zoom} />
    </div>
  );
}

/** What the pictures show, in words and numbers. */
function Figures({ shown, unitOf }: { shown: Series[]; unitOf: (series: Series) => string | null }) {
  return (
    <section className="card" aria-labelledby="figures-title">
      <header className="card-head">
        <h2 id="figures-title">In figures</h2>
      </header>
      <div className="card-body trend-figures">
        <table>
          <thead>
            <tr>
              <th scope="col">Point</th>
              <th scope="col">Min</th>
              <th scope="col">Mean</th>
              <th scope="col">Max</th>
              <th scope="col">Last</th>
              <th scope="col">Quality</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((series) => {
              const summary = summaryOf(series);
              const show = (value: number | null | undefined): string => quantity(value, unitOf(series), differenceOf(summary));
              const last = summary.last;
              return (
                <tr key={idOf(series)}>
                  <th scope="row">
                    {series.point}
                    <small>{series.asset}</small>
                  </th>
                  <td data-label="Min">{show(summary.min)}</td>
                  <td data-label="Mean">{show(summary.mean)}</td>
                  <td data-label="Max">{show(summary.max)}</td>
                  <td data-label="Last">
                    {last ? show(last.value) : NOTHING}
                    {last && (
                      <small>
                        {dateTime(last.at)}
                        {qualityWord(last.quality) === 'good' ? '' : `, ${qualityWord(last.quality)}`}
                      </small>
                    )}
                  </td>
                  <td data-label="Quality">{qualityOf(series)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function qualityOf(series: Series): string {
  const { doubtful, gaps } = summaryOf(series);
  const what = series.resolution === 'raw' ? 'reading' : 'stretch';
  const many = series.resolution === 'raw' ? 'readings' : 'stretches';
  const words = Object.entries(doubtful).map(([word, number]) => `${count(number, what, many)} ${word}`);
  if (gaps > 0) words.push(count(gaps, 'gap'));
  return words.length > 0 ? words.join(', ') : series.samples.length > 0 ? 'All good' : NOTHING;
}
