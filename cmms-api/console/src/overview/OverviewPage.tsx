import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { fetchAssets } from '../asset/api';
import { HealthBar, Life, StateChip } from '../asset/condition';
import { sorted } from '../asset/order';
import { usePolling } from '../live/LiveUpdates';
import { count, percent } from '../ui/format';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Due, Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { fetchWorkOrders } from '../workorder/api';
import { PriorityChip, StatusChip } from '../workorder/chips';
import { useArrivals } from '../workorder/useArrivals';
import { isDone, PRIORITIES, priorityWords, STATUS_LABEL, STEPS } from '../workorder/vocabulary';
import { fetchSummary, type Summary } from './api';
import './overview.css';

const ROWS = 6;
const REFRESH_MILLIS = 15_000;
const NEWEST = { status: 'OPEN' } as const;

export function OverviewPage() {
  usePageTitle('Overview');
  const summary = useQuery({ queryKey: ['summary'], queryFn: ({ signal }) => fetchSummary(signal) });
  return (
    <div className="page">
      <header className="page-head">
        <h1>Overview</h1>
      </header>
      {summary.isError && !summary.data ? (
        <div className="card">
          <Failed error={summary.error} what="The summary" retry={() => void summary.refetch()} />
        </div>
      ) : (
        <Strip summary={summary.data} />
      )}
      <div className="overview-columns">
        <NewestOrders />
        <WorstAssets />
      </div>
    </div>
  );
}

function Strip({ summary }: { summary: Summary | undefined }) {
  return (
    <div className="strip">
      <Tile to="/work-orders" label="Open work orders" value={summary?.openWorkOrders}>
        <Breakdown title="By status" parts={STEPS.filter((step) => step !== 'CLOSED').map((step) => ({ key: step, label: STATUS_LABEL[step], n: summary?.byStatus[step] ?? 0, className: `part-${step}` }))} />
        {summary && summary.waitingForCapacity > 0 && (
          <Link to="/work-orders/watch-list" className="tile-more">
            {count(summary.waitingForCapacity, 'advisory waits', 'advisories wait')} for capacity
          </Link>
        )}
      </Tile>
      <Tile to="/work-orders" label="Emergency and urgent" value={summary ? (summary.byPriority['1'] ?? 0) + (summary.byPriority['2'] ?? 0) : undefined} tone={summary && (summary.byPriority['1'] ?? 0) > 0 ? 'bad' : undefined}>
        <Breakdown title="By priority" parts={PRIORITIES.map((priority) => ({ key: String(priority), label: priorityWords(priority).label, n: summary?.byPriority[String(priority)] ?? 0, className: `part-priority-${priority}` }))} />
      </Tile>
      <Tile to="/assets" label="Assets in alarm" value={summary?.assetsInAlarm} tone={summary && summary.assetsInAlarm > 0 ? 'bad' : undefined}>
        <p className="tile-note">
          {summary ? `${summary.assetsInAlert} more in alert` : '\u00A0'}
          {summary && summary.newAlarms > 0 && (
            <>
              {' · '}
              <Link to="/alarms">{count(summary.newAlarms, 'new alarm')}</Link>
            </>
          )}
          {summary && summary.faultySensors > 0 && (
            <>
              {' · '}
              <Link to="/sensors">{count(summary.faultySensors, 'sensor')} not believed</Link>
            </>
          )}
        </p>
      </Tile>
      <Tile to="/assets" label="Assets monitored" value={summary?.assets}>
        <Breakdown
          title="By state"
          parts={[
            { key: 'alarm', label: 'Alarm', n: summary?.assetsInAlarm ?? 0, className: 'part-priority-1' },
            { key: 'alert', label: 'Alert', n: summary?.assetsInAlert ?? 0, className: 'part-priority-3' },
            { key: 'rest', label: 'Normal or unknown', n: summary ? summary.assets - summary.assetsInAlarm - summary.assetsInAlert : 0, className: 'part-COMPLETED' },
          ]}
        />
      </Tile>
    </div>
  );
}

function Tile({ to, label, value, tone, children }: { to: string; label: string; value: number | undefined; tone?: 'bad' | undefined; children: ReactNode }) {
  return (
    <section className="card tile">
      <Link to={to} className="tile-label">
        {label}
      </Link>
      <span className={`tile-value${tone === 'bad' ? ' tile-bad' : ''}`}>{value === undefined ? <Skeleton width={56} height={34} /> : value}</span>
      {children}
    </section>
  );
}

interface Part {
  key: string;
  label: string;
  n: number;
  className: string;
}

/** A bar of parts; the words below it carry the numbers. */
function Breakdown({ title, parts }: { title: string; parts: Part[] }) {
  const present = parts.filter((part) => part.n > 0);
  const total = present.reduce((sum, part) => sum + part.n, 0);
  return (
    <div className="breakdown">
      <div className="breakdown-bar" aria-hidden="true">
        {present.map((part) => (
          <span key={part.key} className={part.className} style={{ flexGrow: part.n }} />
        ))}
      </div>
      <ul aria-label={title}>
        {total === 0 && <li className="muted">none</li>}
        {present.map((part) => (
          <li key={part.key}>
            <span className={`breakdown-mark ${part.className}`} aria-hidden="true" />
            {part.label} <strong>{part.n}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function NewestOrders() {
  const polling = usePolling();
  const orders = useQuery({ queryKey: ['work-orders', 'newest'], queryFn: ({ signal }) => fetchWorkOrders(NEWEST, null, signal), refetchInterval: polling });
  const arrivals = useArrivals('newest', orders.data?.items);
  return (
    <section className="card" aria-labelledby="newest-title">
      <header className="card-head">
        <h2 id="newest-title">Newest work orders</h2>
        <Link to="/work-orders">All work orders</Link>
      </header>
      {orders.isPending ? (
        <RowsSkeleton label="Loading work orders" />
      ) : orders.isError && !orders.data ? (
        <Failed error={orders.error} what="The work orders" retry={() => void orders.refetch()} />
      ) : orders.data.items.length === 0 ? (
        <Empty icon="check" title="No open work orders">
          When the condition of an asset calls for work, the order appears here by itself.
        </Empty>
      ) : (
        <ul className="rows">
          {orders.data.items.slice(0, ROWS).map((order) => (
            <li key={order.id} data-order={order.number} className={arrivals.fresh.has(order.id) ? 'is-new' : undefined}>
              <span className="rows-main">
                <Link to={`/work-orders/${order.id}`} className="row-link">
                  {order.title}
                </Link>
                <small className="muted">
                  {order.number} · {order.assetTag} · raised <Time at={order.raisedAt} show="relative" />
                </small>
              </span>
              <span className="rows-chips">
                <PriorityChip priority={order.priority} />
                <StatusChip status={order.status} />
                {order.dueBy && (
                  <span className="rows-due">
                    <span className="muted">Due </span>
                    <Due at={order.dueBy} done={isDone(order.status)} show="relative" />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function WorstAssets() {
  const polling = usePolling();
  const assets = useQuery({ queryKey: ['assets', ''], queryFn: ({ signal }) => fetchAssets('', null, signal), refetchInterval: polling || REFRESH_MILLIS });
  const worst = assets.data ? sorted(assets.data.items, 'condition').slice(0, ROWS) : [];
  return (
    <section className="card" aria-labelledby="worst-title">
      <header className="card-head">
        <h2 id="worst-title">Needs attention</h2>
        <Link to="/assets">All assets</Link>
      </header>
      {assets.isPending ? (
        <RowsSkeleton label="Loading assets" />
      ) : assets.isError && !assets.data ? (
        <Failed error={assets.error} what="The assets" retry={() => void assets.refetch()} />
      ) : worst.length === 0 ? (
        <Empty icon="assets" title="No assets yet" />
      ) : (
        <ul className="rows">
          {worst.map((asset) => (
            <li key={asset.tag} className="rows-asset">
              <span className="rows-main">
                <Link to={`/assets/${encodeURIComponent(asset.tag)}`} className="row-link">
                  {asset.name}
                </Link>
                <small className="muted">{asset.tag}</small>
              </span>
              <StateChip state={asset.health?.state ?? 'UNKNOWN'} />
              <span className="rows-figure">
                <small className="muted">Health</small>
                <HealthBar health={asset.health} />
              </span>
              <span className="rows-figure rows-probability">
                <small className="muted">Failure prob.</small>
                <span className="num">{percent(asset.health?.failureProbability)}</span>
              </span>
              <span className="rows-figure">
                <small className="muted">Remaining life</small>
                <Life health={asset.health} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function RowsSkeleton({ label }: { label: string }) {
  return (
    <Loading label={label}>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="rows-skeleton">
          <Skeleton height={16} width="70%" />
          <Skeleton height={14} width="45%" />
        </div>
      ))}
    </Loading>
  );
}
