import { Link } from 'react-router';
import { useNames } from '../session/useSession';
import { initials, NOTHING, words } from '../ui/format';
import { Loading, Skeleton } from '../ui/states';
import { Due, Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import type { WorkOrderSummary } from './api';
import { PriorityChip, Probability, RemainingLife, StatusChip } from './chips';
import { isDone } from './vocabulary';

interface WorkOrderListProps {
  orders: readonly WorkOrderSummary[];
  fresh?: ReadonlySet<string>;
  /** On the page of an asset its name need not be repeated. */
  withoutAsset?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** The same orders as a table on a wide screen and as cards on a narrow one. */
export function WorkOrderList({ orders, fresh = NONE, withoutAsset = false }: WorkOrderListProps) {
  const wide = useWide();
  return wide ? (
    <OrderTable orders={orders} fresh={fresh} withoutAsset={withoutAsset} />
  ) : (
    <OrderCards orders={orders} fresh={fresh} withoutAsset={withoutAsset} />
  );
}

function OrderTable({ orders, fresh, withoutAsset }: Required<WorkOrderListProps>) {
  return (
    <table className="table orders">
      <thead>
        <tr>
          <th scope="col">Priority</th>
          <th scope="col">Work order</th>
          {!withoutAsset && <th scope="col">Asset</th>}
          <th scope="col">Status</th>
          <th scope="col">Raised</th>
          <th scope="col">Due</th>
          <th scope="col">
            Failure
            <br />
            probability
          </th>
          <th scope="col" className="right">
            Remaining
            <br />
            life
          </th>
          <th scope="col">Assignee</th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id} data-order={order.number} className={fresh.has(order.id) ? 'is-new' : undefined}>
            <td>
              <PriorityChip priority={order.priority} />
            </td>
            <td className="orders-title">
              <OrderTitle order={order} />
            </td>
            {!withoutAsset && (
              <td className="orders-asset">
                <span className="cell-2">
                  <span>{order.assetName}</span>
                  <small>{order.assetTag}</small>
                </span>
              </td>
            )}
            <td>
              <StatusChip status={order.status} />
            </td>
            <td>
              <Time at={order.raisedAt} />
            </td>
            <td>
              <Due at={order.dueBy} done={isDone(order.status)} />
            </td>
            <td>
              <Probability value={order.failureProbability} />
            </td>
            <td className="right">
              <RemainingLife value={order.remainingLifeHours} />
            </td>
            <td>
              <Assignee username={order.assignee} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OrderCards({ orders, fresh, withoutAsset }: Required<WorkOrderListProps>) {
  return (
    <ul className="list-cards">
      {orders.map((order) => (
        <li key={order.id} data-order={order.number} className={`card list-card${fresh.has(order.id) ? ' is-new' : ''}`}>
          <div className="list-card-top">
            <PriorityChip priority={order.priority} />
            <StatusChip status={order.status} />
          </div>
          <div className="list-card-title">
            <OrderTitle order={order} asset={!withoutAsset} />
          </div>
          <dl className="list-card-facts list-card-facts-2">
            <div>
              <dt>Raised</dt>
              <dd>
                <Time at={order.raisedAt} show="relative" />
              </dd>
            </div>
            {order.dueBy && (
              <div>
                <dt>Due</dt>
                <dd>
                  <Due at={order.dueBy} done={isDone(order.status)} show="relative" />
                </dd>
              </div>
            )}
            {order.failureProbability !== null && (
              <div>
                <dt>Failure prob.</dt>
                <dd>
                  <Probability value={order.failureProbability} />
                </dd>
              </div>
            )}
            {order.remainingLifeHours !== null && (
              <div>
                <dt>Remaining life</dt>
                <dd>
                  <RemainingLife value={order.remainingLifeHours} />
                </dd>
              </div>
            )}
            {order.assignee && (
              <div>
                <dt>Assignee</dt>
                <dd>
                  <AssigneeName username={order.assignee} />
                </dd>
              </div>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function OrderTitle({ order, asset = false }: { order: WorkOrderSummary; asset?: boolean }) {
  const cause = order.failureMode ? words(order.failureMode) : order.trigger === 'MANUAL' ? 'Raised by hand' : '';
  return (
    <span className="cell-2">
      <Link to={`/work-orders/${order.id}`} className="row-link">
        {order.title}
      </Link>
      <small>{[order.number, asset ? order.assetTag : '', cause].filter((part) => part !== '').join(' · ')}</small>
    </span>
  );
}

function AssigneeName({ username }: { username: string }) {
  return <>{useNames()(username)}</>;
}

export function Assignee({ username }: { username: string | null }) {
  const name = useNames()(username);
  if (!username) return <span className="muted">{NOTHING}</span>;
  return (
    <span className="assignee">
      <span className="avatar avatar-small" aria-hidden="true">
        {initials(name)}
      </span>
      {name}
    </span>
  );
}

export function WorkOrderListSkeleton({ rows = 6 }: { rows?: number }) {
  const wide = useWide();
  return (
    <Loading label="Loading work orders">
      {Array.from({ length: rows }, (_, row) =>
        wide ? (
          <div key={row} className="skeleton-row">
            <Skeleton width={92} height={22} />
            <Skeleton width="100%" height={16} />
            <Skeleton width={110} height={16} />
            <Skeleton width={90} height={16} />
          </div>
        ) : (
          <div key={row} className="card list-card skeleton-card">
            <Skeleton width={110} height={22} />
            <Skeleton height={16} />
            <Skeleton width="70%" height={14} />
            <Skeleton width="85%" height={30} />
          </div>
        ),
      )}
    </Loading>
  );
}
