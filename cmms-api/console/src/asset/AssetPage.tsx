import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { AlarmsCard, DataCard } from '../alarm/AssetAlarms';
import { ShadowCard } from '../alarm/ShadowCard';
import { healthModel, probabilityModel, remainingLifeModel } from '../chart/models';
import { TimeChart } from '../chart/TimeChart';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { hours, hoursRange, isNumber, millisOf, percent } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { Meter } from '../workorder/chips';
import { NewWorkOrderDialog } from '../workorder/NewWorkOrderDialog';
import { ChartSkeleton } from '../workorder/Trends';
import { WorkOrderList } from '../workorder/WorkOrderList';
import { fetchAsset, fetchCondition, type Asset, type Span } from './api';
import { StateChip } from './condition';
import { CriticalityChip } from './CriticalityChip';
import { PointsCard } from './PointsCard';
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
      <AlarmsCard asset={asset.tag} />
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
      <DataCard asset={asset.tag} />
      <ShadowCard asset={asset.tag} />
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
            <CriticalityChip asset={asset} />
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
  span: Span | null;
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
