import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Versioned } from '../api/http';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe, useNames } from '../session/useSession';
import { percent, words } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Failed, Loading, Skeleton } from '../ui/states';
import { Due, Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { fetchWorkOrder, type Status, type WorkOrder } from './api';
import { PriorityChip, RemainingLife, StatusChip } from './chips';
import { TransitionDialog } from './TransitionDialog';
import { Trends } from './Trends';
import { findingLabel, isDone, STATUS_LABEL, STEPS, transitionWords } from './vocabulary';
import { WhyPanel } from './WhyPanel';
import { Assignee } from './WorkOrderList';
import './workorder.css';

export default function WorkOrderPage() {
  const { id = '' } = useParams();
  const polling = usePolling();
  const order = useQuery({ queryKey: ['work-order', id], queryFn: ({ signal }) => fetchWorkOrder(id, signal), refetchInterval: polling });
  usePageTitle(order.data ? `${order.data.value.number} ${order.data.value.title}` : 'Work order');

  return (
    <div className="page">
      <Link to="/work-orders" className="back">
        <Icon name="back" size={16} />
        Work orders
      </Link>
      {order.isPending ? (
        <PageSkeleton />
      ) : order.isError && !order.data ? (
        <div className="card">
          <Failed error={order.error} what="The work order" retry={() => void order.refetch()} />
        </div>
      ) : (
        <Content order={order.data} />
      )}
    </div>
  );
}

function Content({ order }: { order: Versioned<WorkOrder> }) {
  const { value } = order;
  return (
    <>
      <Head order={order} />
      <div className="order-columns">
        <div className="order-main">
          {value.reason ? (
            <>
              <WhyPanel reason={value.reason} />
              <Trends order={value} reason={value.reason} />
            </>
          ) : (
            <section className="card">
              <header className="card-head">
                <h2>Description</h2>
              </header>
              <div className="card-body">
                <p className="description">{value.description || 'No description was given.'}</p>
              </div>
            </section>
          )}
        </div>
        <aside className="order-side" aria-label="Work and history">
          <Facts order={value} />
          <Work order={value} />
          <SimilarOrders order={value} />
          <History order={value} />
        </aside>
      </div>
    </>
  );
}

function Head({ order }: { order: Versioned<WorkOrder> }) {
  const { value } = order;
  const me = useMe();
  const [chosen, setChosen] = useState<Status | null>(null);
  const kinds = { primary: 0, plain: 1, danger: 2 } as const;
  const buttons = value.transitions
    .map((to) => ({ to, ...transitionWords(value.status, to, may(me, 'WORK_ORDER_ASSIGN')) }))
    .sort((a, b) => kinds[a.kind] - kinds[b.kind]);
  return (
    <header className="card order-head">
      <div className="order-head-top">
        <div className="order-head-title">
          <p className="order-number">
            <span className="num">{value.number}</span>
            <PriorityChip priority={value.priority} />
            <span data-testid="status">
              <StatusChip status={value.status} />
            </span>
          </p>
          <h1>{value.title}</h1>
          <p className="order-asset">
            <Link to={`/assets/${encodeURIComponent(value.assetTag)}`}>{value.assetName}</Link>
            <span className="muted">{value.assetTag}</span>
            {value.failureMode && <span className="muted">{words(value.failureMode)}</span>}
          </p>
        </div>
        {buttons.length > 0 && (
          <div className="order-actions" role="group" aria-label="Next steps">
            {buttons.map(({ to, action, kind }) => (
              <button
                key={to}
                type="button"
                data-to={to}
                className={`button ${kind === 'primary' ? 'button-primary' : kind === 'danger' ? 'button-danger' : ''}`}
                onClick={() => setChosen(to)}
              >
                {action}
              </button>
            ))}
          </div>
        )}
      </div>
      <Stepper status={value.status} />
      {chosen && <TransitionDialog order={order} to={chosen} onClose={() => setChosen(null)} />}
    </header>
  );
}

function Stepper({ status }: { status: Status }) {
  const reached = STEPS.indexOf(status);
  if (status === 'CANCELLED') {
    return (
      <p className="notice order-cancelled">
        <Icon name="close" />
        This order was cancelled.
      </p>
    );
  }
  return (
    <ol className="stepper" aria-label={`Status: ${STATUS_LABEL[status]}, step ${reached + 1} of ${STEPS.length}`}>
      {STEPS.map((step, index) => {
        const state = index < reached || status === 'CLOSED' ? 'done' : index === reached ? 'now' : 'ahead';
        return (
          <li key={step} className={`step step-${state}`} aria-current={index === reached ? 'step' : undefined}>
            <span className="step-mark" aria-hidden="true">
              {state === 'done' ? <Icon name="check" size={13} /> : index + 1}
            </span>
            <span className="step-label">{STATUS_LABEL[step]}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Facts({ order }: { order: WorkOrder }) {
  return (
    <section className="card side-facts" aria-label="Facts">
      <div className="card-body">
        <dl className="facts">
          <dt>Due</dt>
          <dd>
            <Due at={order.dueBy} done={isDone(order.status)} />
          </dd>
          <dt>Raised</dt>
          <dd>
            <Time at={order.raisedAt} />
          </dd>
          {order.trigger === 'PREDICTION' && (
            <>
              <dt>Received</dt>
              <dd>
                <Time at={order.createdAt} />
              </dd>
            </>
          )}
          <dt>Assignee</dt>
          <dd>
            <Assignee username={order.assignee} />
          </dd>
          <dt>Trigger</dt>
          <dd>{order.trigger === 'PREDICTION' ? 'Prediction' : 'Raised by hand'}</dd>
          {order.trigger === 'PREDICTION' && (
            <>
              <dt>Health when raised</dt>
              <dd className="num">{percent(order.healthIndex)}</dd>
              <dt>Remaining life</dt>
              <dd>
                <RemainingLife value={order.remainingLifeHours} />
              </dd>
            </>
          )}
        </dl>
      </div>
    </section>
  );
}

function Work({ order }: { order: WorkOrder }) {
  const asFound = order.asFound;
  if (!order.recommendedAction && order.checklist.length === 0 && !asFound) return null;
  return (
    <section className="card side-work" aria-labelledby="work-title">
      <header className="card-head">
        <h2 id="work-title">Work to do</h2>
      </header>
      <div className="card-body work">
        {order.recommendedAction && <p>{order.recommendedAction}</p>}
        {order.checklist.length > 0 && (
          <ol className="checklist">
            {order.checklist.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
        {asFound && (
          <div className="as-found" data-testid="as-found">
            <h3>As found</h3>
            <p>
              <strong>{findingLabel(asFound.finding)}</strong>
              {asFound.componentReplaced ? ', component replaced' : ', nothing replaced'}
            </p>
            {asFound.note && <p className="muted">{asFound.note}</p>}
          </div>
        )}
      </div>
    </section>
  );
}

function SimilarOrders({ order }: { order: WorkOrder }) {
  const similar = order.similar ?? [];
  if (similar.length === 0) return null;
  return (
    <section className="card side-similar" aria-labelledby="similar-title">
      <header className="card-head">
        <h2 id="similar-title">Similar closed orders</h2>
      </header>
      <ul className="card-body similar">
        {similar.map((one) => (
          <li key={one.id}>
            <Link to={`/work-orders/${one.id}`}>{one.number}</Link> <span className="muted">{one.assetTag}</span>
            <p>
              {findingLabel(one.finding)}
              {one.componentReplaced ? ', component replaced' : ''}
              <span className="muted">
                {' · closed '}
                <Time at={one.closedAt} show="relative" />
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface HistoryEntry {
  at: string;
  text: string;
  by: string | null;
  note: string | null;
  kind: 'status' | 'evidence';
}

function History({ order }: { order: WorkOrder }) {
  const nameOf = useNames();
  const entries: HistoryEntry[] = [
    ...order.history.map((one) => ({
      at: one.at,
      text: one.from === null ? (order.trigger === 'PREDICTION' ? 'Raised by the monitoring' : 'Opened') : STATUS_LABEL[one.to],
      by: one.by,
      note: one.note,
      kind: 'status' as const,
    })),
    ...order.evidenceUpdates.map((one) => ({ at: one.at, text: 'Further evidence', by: null, note: one.text, kind: 'evidence' as const })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <section className="card side-history" aria-labelledby="history-title">
      <header className="card-head">
        <h2 id="history-title">History</h2>
      </header>
      <div className="card-body">
        <ol className="timeline">
          {entries.map((entry) => (
            <li key={`${entry.at} ${entry.text}`} className={`timeline-${entry.kind}`}>
              <div className="timeline-line">
                <strong>{entry.text}</strong>
                <span className="muted">{entry.by ? nameOf(entry.by) : 'Millwright'}</span>
              </div>
              {entry.note && <p>{entry.note}</p>}
              <Time at={entry.at} show="absolute" />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function PageSkeleton() {
  return (
    <Loading label="Loading work order">
      <div className="card card-body">
        <Skeleton width={220} height={22} />
        <p>
          <Skeleton width="60%" height={28} />
        </p>
        <Skeleton height={48} />
      </div>
      <div className="order-columns order-columns-skeleton">
        <div className="card card-body">
          <Skeleton height={360} />
        </div>
        <div className="card card-body">
          <Skeleton height={220} />
        </div>
      </div>
    </Loading>
  );
}
