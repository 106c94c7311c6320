import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { seriesModel } from '../chart/models';
import { TimeChart } from '../chart/TimeChart';
import { may, useMe } from '../session/useSession';
import { trendOf } from '../trends/choice';
import { isNumber, quantity, unitLabel } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed } from '../ui/states';
import { useWide } from '../ui/useMediaQuery';
import { ChartSkeleton } from '../workorder/Trends';
import { fetchWorkOrder } from '../workorder/api';
import { fetchSeries, type Asset, type Point, type Span } from './api';
import { PointDialog, RemovePointDialog } from './PointDialog';

interface SpanProps {
  asset: Asset;
  span: Span | null;
}

/** The measurement points of an asset: what each is, its readings, and what is said about it. */
export function PointsCard({ asset, span }: SpanProps) {
  const wide = useWide();
  const [chosen, setChosen] = useState<string | null>(null);
  const telling = useTellingPoint(asset);
  const point = asset.points.find((one) => one.name === (chosen ?? telling)) ?? asset.points[0];
  const writes = may(useMe(), 'ASSET_WRITE');
  const [open, setOpen] = useState<'add' | 'edit' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  const add = writes && (
    <button type="button" className="button" onClick={() => setOpen('add')}>
      <Icon name="plus" size={18} />
      Add point
    </button>
  );
  const adding = open === 'add' && <PointDialog asset={asset.tag} onClose={close} onSaved={setChosen} />;
  if (asset.points.length === 0 || !point) {
    return (
      <section className="card" aria-labelledby="points-title">
        <header className="card-head">
          <h2 id="points-title">Measurement points</h2>
        </header>
        <Empty icon="pulse" title="No measurement points yet" action={add || undefined}>
          They come with the monitoring plan of the asset class, or are added here.
        </Empty>
        {adding}
      </section>
    );
  }
  return (
    <section className="card" aria-labelledby="points-title">
      <header className="card-head">
        <h2 id="points-title">Measurement points</h2>
        {add}
      </header>
      <div className="card-body points">
        {!wide && (
          <label className="field">
            <span className="visually-hidden">Measurement point</span>
            <select className="select" value={point.name} onChange={(event) => setChosen(event.target.value)}>
              {asset.points.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.name}
                  {one.description ? ` – ${one.description}` : ''}
                </option>
              ))}
            </select>
          </label>
        )}
        {wide && (
          <ul className="point-list" aria-label="Measurement points">
            {asset.points.map((one) => (
              <li key={one.name}>
                <button type="button" aria-pressed={one.name === point.name} onClick={() => setChosen(one.name)}>
                  <span className="point-name">{one.name}</span>
                  <span className="point-unit">{unitLabel(one.unit)}</span>
                  {one.description && <small>{one.description}</small>}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className="point-chart">
          <PointChart asset={asset} point={point} span={span} />
          <PointFacts point={point} />
          <div className="point-actions">
            <Link className="button" to={trendOf(asset.tag, point.name, daysOf(span))}>
              <Icon name="pulse" size={18} />
              Trend
            </Link>
            {writes && (
              <>
                <button type="button" className="button" onClick={() => setOpen('edit')}>
                  {point.origin === null ? 'Register' : 'Edit'} {point.name}
                </button>
                {point.origin !== null && !point.planned && (
                  <button type="button" className="button button-danger" onClick={() => setOpen('remove')} aria-label={`Remove ${point.name}`}>
                    Remove
                  </button>
                )}
              </>
            )}
          </div>
        </div>
      </div>
      {adding}
      {open === 'edit' && <PointDialog asset={asset.tag} known={point} onClose={close} onSaved={setChosen} />}
      {open === 'remove' && <RemovePointDialog asset={asset.tag} point={point.name} onClose={close} />}
    </section>
  );
}

const DAY = 86_400_000;

function daysOf(span: Span | null): number {
  return span?.from && span.to ? Math.round((Date.parse(span.to) - Date.parse(span.from)) / DAY) : 1;
}

/** The point to show first: the one whose trend led to the newest predicted work order, if there is one. */
function useTellingPoint(asset: Asset): string | undefined {
  const id = asset.workOrders.find((order) => order.trigger === 'PREDICTION')?.id;
  const order = useQuery({
    queryKey: ['work-order', id],
    queryFn: ({ signal }) => fetchWorkOrder(id ?? '', signal),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
  return order.data?.value.reason?.trendPoints[0];
}

function PointChart({ asset, point, span }: SpanProps & { point: Point }) {
  const series = useQuery({
    queryKey: ['series', asset.tag, point.name, span?.from, span?.to],
    queryFn: ({ signal }) => fetchSeries(asset.tag, point.name, span ?? {}, signal),
    enabled: span !== null,
    placeholderData: (previous) => (previous?.point === point.name ? previous : undefined),
  });
  const data = series.data;
  const model = useMemo(() => {
    if (!data || data.samples.length === 0) return null;
    return seriesModel({ ...data, unit: data.unit ?? point.unit });
  }, [data, point]);
  return (
    <>
      {span === null ? (
        <Empty icon="pulse" title="No readings yet" />
      ) : series.isPending ? (
        <ChartSkeleton />
      ) : series.isError && !data ? (
        <Failed error={series.error} what={`The readings of ${point.name}`} retry={() => void series.refetch()} />
      ) : model ? (
        <>
          <TimeChart model={model} title={point.name} subtitle={point.description} height={300} />
          <p className="muted point-note">
            {data?.resolution === 'raw' ? 'Every reading' : `Condensed: one value for each ${isoDuration(data?.resolution ?? '')}, with its range`}
          </p>
        </>
      ) : (
        <Empty icon="pulse" title={`No readings of ${point.name} in this range`} />
      )}
    </>
  );
}

const ORIGIN: Readonly<Record<NonNullable<Point['origin']>, string>> = {
  PLAN: 'From the monitoring plan',
  PERSON: 'Registered by a person',
  AUTO: 'Registered when a device first sent it',
};

function PointFacts({ point }: { point: Point }) {
  const bounds = [isNumber(point.low) ? `from ${quantity(point.low, point.unit)}` : '', isNumber(point.high) ? `to ${quantity(point.high, point.unit)}` : ''].filter((part) => part);
  const facts = [
    point.unit ? `Unit ${point.unit}` : 'No unit known',
    bounds.length > 0 ? `Physical range ${bounds.join(' ')}` : '',
    point.sourceUnit && point.sourceUnit !== point.unit ? `Sent in ${point.sourceUnit}` : '',
    point.lowPriority ? 'May be dropped first' : '',
    point.origin === null ? 'Not registered: there are readings of it' : point.planned ? ORIGIN.PLAN : ORIGIN[point.origin],
  ];
  return <p className="muted point-note">{facts.filter((fact) => fact).join(' · ')}</p>;
}

/** "PT1H30M" -> "1 h 30 min" */
function isoDuration(text: string): string {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text);
  if (!parts) return text;
  const [, days, hoursOf, minutes, seconds] = parts;
  return [days && `${days} d`, hoursOf && `${hoursOf} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter((part) => part).join(' ');
}
