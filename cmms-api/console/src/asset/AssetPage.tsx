import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { healthModel, probabilityModel, remainingLifeModel, seriesModel } from '../chart/models';
import { TimeChart } from '../chart/TimeChart';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { hours, hoursRange, isNumber, millisOf, percent, quantity, unitLabel } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { Meter } from '../workorder/chips';
import { NewWorkOrderDialog } from '../workorder/NewWorkOrderDialog';
import { ChartSkeleton } from '../workorder/Trends';
import { WorkOrderList } from '../workorder/WorkOrderList';
import { fetchWorkOrder } from '../workorder/api';
import { fetchAsset, fetchCondition, fetchSeries, type Asset, type Point } from './api';
import { StateChip } from './condition';
import '../workorder/workorder.css';
import './asset.css';

const DAY = 86_400_000;
const RANGES = [
  { days: 1, label: '24 h' },
  { days: 7, label: '7 d' },
  { days: 30, label: '30 d' },
  { days: 365, label: '1 y' },
] as const;
const REFRESH_MILLIS = 15_000;

export default function AssetPage() {
  const { tag = '' } = useParams();
  const polling = usePolling();
  const asset = useQuery({ queryKey: ['asset', tag], queryFn: ({ signal }) => fetchAsset(tag, signal), refetchInterval: polling || REFRESH_MILLIS });
  usePageTitle(asset.data?.name ?? tag);
  return (
    <div className="page">
      <Link to="/assets" className="back">
        <Icon name="back" size={16} />
        Assets
      </Link>
      {asset.isPending ? (
        <Loading label="Loading asset">
          <div className="card card-body">
            <Skeleton width={260} height={28} />
            <p>
              <Skeleton height={96} />
            </p>
          </div>
          <div className="card card-body charts charts-3 asset-skeleton">
            <ChartSkeleton />
            <ChartSkeleton />
            <ChartSkeleton />
          </div>
        </Loading>
      ) : asset.isError && !asset.data ? (
        <div className="card">
          <Failed error={asset.error} what="The asset" retry={() => void asset.refetch()} />
        </div>
      ) : (
        <Content asset={asset.data} />
      )}
    </div>
  );
}

function Content({ asset }: { asset: Asset }) {
  const [days, setDays] = useState<number>(30);
  // The range ends with the newest reading, not now: a machine at rest still shows its last days.
  const end = millisOf(asset.lastReadingAt);
  const span = useMemo(() => (end === null ? null : { from: new Date(end - days * DAY).toISOString(), to: new Date(end).toISOString() }), [end, days]);
  return (
    <>
      <Head asset={asset} />
      {span && (
        <div className="segments range-choice" role="group" aria-label="Range of the charts">
          {RANGES.map((range) => (
            <button key={range.days} type="button" aria-pressed={days === range.days} onClick={() => setDays(range.days)}>
              {range.label}
            </button>
          ))}
        </div>
      )}
      <ConditionCard asset={asset} span={span} />
      <PointsCard asset={asset} span={span} />
      <OrdersCard asset={asset} />
    </>
  );
}

function Head({ asset }: { asset: Asset }) {
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const health = asset.health;
  return (
    <header className="card asset-head">
      <div className="order-head-top">
        <div className="order-head-title">
          <p className="order-number">
            <span>{asset.tag}</span>
            <StateChip state={health?.state ?? 'UNKNOWN'} />
          </p>
          <h1>{asset.name}</h1>
          <p className="order-asset muted">
            <span>{asset.assetClass}</span>
            {asset.site && <span>{asset.site}</span>}
            <span>{asset.plan ? `Plan ${asset.plan.id} version ${asset.plan.version}` : 'No monitoring plan in force'}</span>
          </p>
        </div>
        {may(me, 'WORK_ORDER_CREATE') && (
          <button type="button" className="button" onClick={() => setCreating(true)}>
            <Icon name="plus" size={18} />
            New work order
          </button>
        )}
      </div>
      <dl className="figures">
        <div>
          <dt>Health</dt>
          <dd>
            <span className="figure">{percent(health?.index)}</span>
            {isNumber(health?.index) && <Meter share={health.index} tone="health" />}
          </dd>
        </div>
        <div>
          <dt>Failure probability</dt>
          <dd>
            <span className="figure">{percent(health?.failureProbability)}</span>
            {isNumber(health?.failureProbability) && <Meter share={health.failureProbability} tone="risk" />}
          </dd>
        </div>
        <div>
          <dt>Remaining life, median</dt>
          <dd>
            <span className="figure">{hours(health?.remainingLifeHours)}</span>
            <small className="muted">{isNumber(health?.remainingLifeLowHours) ? `90 %: ${hoursRange(health.remainingLifeLowHours, health.remainingLifeHighHours)}` : ''}</small>
          </dd>
        </div>
        <div>
          <dt>Last reading</dt>
          <dd>
            <Time at={asset.lastReadingAt} />
          </dd>
        </div>
      </dl>
      {creating && <NewWorkOrderDialog assetTag={asset.tag} onClose={() => setCreating(false)} />}
    </header>
  );
}

interface SpanProps {
  asset: Asset;
  span: { from: string; to: string } | null;
}

function ConditionCard({ asset, span }: SpanProps) {
  const condition = useQuery({
    queryKey: ['condition', asset.tag, span?.from, span?.to],
    queryFn: ({ signal }) => fetchCondition(asset.tag, span ?? {}, signal),
    enabled: span !== null,
    placeholderData: keepPreviousData,
  });
  const samples = condition.data?.samples;
  const models = useMemo(() => {
    if (!samples?.some((sample) => isNumber(sample.healthIndex) || isNumber(sample.failureProbability))) return null;
    return { health: healthModel(samples), probability: probabilityModel(samples), life: remainingLifeModel(samples) };
  }, [samples]);
  return (
    <section className="card" aria-labelledby="condition-title">
      <header className="card-head">
        <h2 id="condition-title">Condition</h2>
      </header>
      <div className="card-body">
        {span === null ? (
          <Empty icon="pulse" title="No readings yet">
            Once a device publishes for this asset, its condition is drawn here.
          </Empty>
        ) : condition.isPending ? (
          <div className="charts charts-3">
            <ChartSkeleton />
            <ChartSkeleton />
            <ChartSkeleton />
          </div>
        ) : condition.isError && !samples ? (
          <Failed error={condition.error} what="The condition" retry={() => void condition.refetch()} />
        ) : models ? (
          <div className="charts charts-3">
            <TimeChart model={models.health} title="Health" height={180} group={asset.tag} />
            <TimeChart model={models.probability} title="Failure probability" height={180} group={asset.tag} />
            <TimeChart model={models.life} title="Remaining life" height={180} group={asset.tag} />
          </div>
        ) : (
          <Empty icon="pulse" title="No assessment in this range">
            {asset.plan ? 'The monitoring needs more readings first.' : 'No monitoring plan is in force for this asset.'}
          </Empty>
        )}
      </div>
    </section>
  );
}

function PointsCard({ asset, span }: SpanProps) {
  const wide = useWide();
  const [chosen, setChosen] = useState<string | null>(null);
  const telling = useTellingPoint(asset);
  const point = asset.points.find((one) => one.name === (chosen ?? telling)) ?? asset.points[0];
  if (asset.points.length === 0 || !point) {
    return (
      <section className="card" aria-labelledby="points-title">
        <header className="card-head">
          <h2 id="points-title">Measurement points</h2>
        </header>
        <Empty icon="pulse" title="No measurement points yet">
          They come with the monitoring plan of the asset class.
        </Empty>
      </section>
    );
  }
  return (
    <section className="card" aria-labelledby="points-title">
      <header className="card-head">
        <h2 id="points-title">Measurement points</h2>
        {!wide && (
          <label>
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
      </header>
      <div className="card-body points">
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
        <PointChart asset={asset} point={point} span={span} />
      </div>
    </section>
  );
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
  const range =
    isNumber(point.low) || isNumber(point.high)
      ? `Physical range ${[isNumber(point.low) ? `from ${quantity(point.low, point.unit)}` : '', isNumber(point.high) ? `to ${quantity(point.high, point.unit)}` : ''].filter((part) => part).join(' ')}`
      : null;
  return (
    <div className="point-chart">
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
            {[range, data?.resolution === 'raw' ? 'Every reading' : `Condensed: one value for each ${isoDuration(data?.resolution ?? '')}, with its range`].filter((part) => part).join(' · ')}
          </p>
        </>
      ) : (
        <Empty icon="pulse" title={`No readings of ${point.name} in this range`} />
      )}
    </div>
  );
}

/** "PT1H30M" -> "1 h 30 min" */
function isoDuration(text: string): string {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text);
  if (!parts) return text;
  const [, days, hoursOf, minutes, seconds] = parts;
  return [days && `${days} d`, hoursOf && `${hoursOf} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter((part) => part).join(' ');
}

function OrdersCard({ asset }: { asset: Asset }) {
  const wide = useWide();
  return (
    <section className={wide ? 'card table-card' : 'asset-orders'} aria-labelledby="orders-title">
      <header className={wide ? 'card-head' : undefined}>
        <h2 id="orders-title">Work orders</h2>
      </header>
      {asset.workOrders.length > 0 ? (
        <WorkOrderList orders={asset.workOrders} withoutAsset />
      ) : (
        <Empty icon="check" title="No work orders for this asset" />
      )}
    </section>
  );
}
