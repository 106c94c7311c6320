import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { count } from '../ui/format';
import { Icon } from '../ui/Icon';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed } from '../ui/states';
import { useDebounced } from '../ui/useDebounced';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { WorkTabs } from '../watchlist/WorkTabs';
import { fetchWorkOrders, type Status, type WorkOrderFilter } from './api';
import { NewWorkOrderDialog } from './NewWorkOrderDialog';
import { useArrivals } from './useArrivals';
import { STATUS_LABEL, STEPS, isOpen } from './vocabulary';
import { WorkOrderList, WorkOrderListSkeleton } from './WorkOrderList';
import './workorder.css';

const VIEWS = [
  { view: 'open', label: 'Open' },
  { view: 'mine', label: 'Mine' },
  { view: 'all', label: 'All' },
] as const;
const STATUSES: readonly Status[] = [...STEPS, 'CANCELLED'];

export function WorkOrderListPage() {
  const me = useMe();
  const wide = useWide();
  const polling = usePolling();
  const [parameters, setParameters] = useSearchParams();
  const [search, setSearch] = useState(parameters.get('q') ?? '');
  const [creating, setCreating] = useState(false);
  const q = useDebounced(search.trim());
  const view = parameters.get('view') ?? 'open';
  const status = STATUSES.find((one) => one === parameters.get('status')) ?? null;

  const set = (changes: Record<string, string | null>): void => {
    setParameters(
      (current) => {
        const next = new URLSearchParams(current);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  };
  useEffect(() => {
    if ((parameters.get('q') ?? '') !== q) set({ q });
  }, [q]); // only what was typed: the address follows the field, not the other way round

  const filter = useMemo<WorkOrderFilter>(
    () => ({
      status: status ?? (view === 'all' ? 'ALL' : 'OPEN'),
      ...(view === 'mine' ? { assignee: 'me' } : {}),
      ...(q ? { q } : {}),
    }),
    [status, view, q],
  );
  const orders = useInfiniteQuery({
    queryKey: ['work-orders', filter],
    queryFn: ({ pageParam, signal }) => fetchWorkOrders(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling,
    placeholderData: keepPreviousData,
  });
  const shown = useMemo(() => {
    const all = orders.data?.pages.flatMap((page) => page.items);
    return view === 'mine' ? all?.filter((order) => order.assignee === me?.username) : all;
  }, [orders.data, view, me?.username]);
  const arrivals = useArrivals(JSON.stringify(filter), orders.isPlaceholderData ? undefined : shown);
  usePageTitle(arrivals.unseen > 0 ? `(${arrivals.unseen}) Work orders` : 'Work orders');

  const filtered = q !== '' || status !== null;
  return (
    <div className="page">
      <header className="page-head">
        <h1>Work orders</h1>
        {may(me, 'WORK_ORDER_CREATE') && (
          <button type="button" className="button button-primary" onClick={() => setCreating(true)}>
            <Icon name="plus" size={18} />
            New work order
          </button>
        )}
      </header>

      <WorkTabs />
      <div className="filters">
        <div className="segments" role="group" aria-label="Which work orders">
          {VIEWS.map((one) => (
            <button key={one.view} type="button" aria-pressed={view === one.view} onClick={() => set({ view: one.view === 'open' ? null : one.view, status: null })}>
              {one.label}
            </button>
          ))}
        </div>
        <label>
          <span className="visually-hidden">Status</span>
          <select
            className="select"
            value={status ?? ''}
            onChange={(event) => {
              const chosen = STATUSES.find((one) => one === event.target.value);
              set({ status: chosen ?? null, ...(chosen && !isOpen(chosen) && view === 'open' ? { view: 'all' } : {}) });
            }}
          >
            <option value="">{view === 'all' ? 'Any status' : 'Any open status'}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {STATUS_LABEL[one]}
              </option>
            ))}
          </select>
        </label>
        <SearchField label="Search number, title or asset" value={search} onChange={setSearch} />
        <span className="filters-note">
          {arrivals.unseen > 0 && (
            <button
              type="button"
              className="arrivals"
              onClick={() => {
                arrivals.seen();
                window.scrollTo({ top: 0, behavior: 'smooth' });
              }}
            >
              <Icon name="up" size={16} />
              {count(arrivals.unseen, 'new', 'new')}
            </button>
          )}
        </span>
      </div>

      <section className={wide ? 'card table-card' : undefined} aria-label="Work orders" aria-busy={orders.isPlaceholderData}>
        {orders.isPending ? (
          <WorkOrderListSkeleton />
        ) : orders.isError && !shown ? (
          <Failed error={orders.error} what="The list of work orders" retry={() => void orders.refetch()} />
        ) : shown && shown.length > 0 ? (
          <WorkOrderList orders={shown} fresh={arrivals.fresh} />
        ) : (
          <NothingHere filtered={filtered} view={view} clear={() => {
            setSearch('');
            set({ status: null, q: null });
          }} />
        )}
      </section>
      {orders.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            {orders.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
      {creating && <NewWorkOrderDialog onClose={() => setCreating(false)} />}
    </div>
  );
}

function NothingHere({ filtered, view, clear }: { filtered: boolean; view: string; clear: () => void }) {
  if (filtered) {
    return (
      <Empty
        icon="search"
        title="No work order matches"
        action={
          <button type="button" className="button" onClick={clear}>
            Clear search and status
          </button>
        }
      />
    );
  }
  if (view === 'mine') {
    return (
      <Empty icon="check" title="Nothing is assigned to you">
        Orders that a planner assigns to you, or that you take yourself, appear here.
      </Empty>
    );
  }
  return (
    <Empty icon="check" title={view === 'open' ? 'No open work orders' : 'No work orders yet'}>
      When the condition of an asset calls for work, the order appears here by itself, with its reason.
    </Empty>
  );
}
