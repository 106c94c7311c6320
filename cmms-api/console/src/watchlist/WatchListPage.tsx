import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { count } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Due, Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { PriorityChip } from '../workorder/chips';
import '../workorder/workorder.css';
import { fetchBudgets, fetchWatchList, type WatchItem, type WatchState } from './api';
import { BudgetCard } from './BudgetCard';
import { BudgetDialog } from './BudgetDialogs';
import { EndedItems } from './EndedItems';
import { DecisionDialog, ItemDialog } from './ItemDialogs';
import { RiskBar, Title } from './parts';
import { WorkTabs } from './WorkTabs';
import './watchlist.css';

const REFRESH_MILLIS = 30_000;

type Asked = { id: string; what: 'look' | 'release' | 'dismiss' };

const VIEWS: readonly { status: WatchState; label: string }[] = [
  { status: 'WAITING', label: 'Waiting' },
  { status: 'RELEASED', label: 'Released' },
  { status: 'DISMISSED', label: 'Dismissed' },
];

/** What would be a work order if the crew had room for it, by risk, and what became of it. */
export function WatchListPage() {
  usePageTitle('Watch list');
  const me = useMe();
  const polling = usePolling();
  const [adding, setAdding] = useState(false);
  const [parameters, setParameters] = useSearchParams();
  const status = VIEWS.find((one) => one.status === parameters.get('status'))?.status ?? 'WAITING';
  const budgets = useQuery({ queryKey: ['crew-budgets'], queryFn: ({ signal }) => fetchBudgets(signal), refetchInterval: polling || REFRESH_MILLIS });
  const budgeting = may(me, 'CREW_BUDGET');
  const set = budgets.data?.budgets.map((budget) => budget.site) ?? [];
  const without = budgets.data ? [null, ...budgets.data.sites].filter((site) => !set.includes(site)) : [];
  const several = set.length > 1 || (set.length === 1 && set[0] !== null);

  return (
    <div className="page">
      <header className="page-head">
        <h1>Watch list</h1>
        {budgeting && without.length > 0 && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            <Icon name="plus" size={18} />
            Set a budget
          </button>
        )}
      </header>
      <WorkTabs />
      {budgets.isPending ? (
        <Loading label="Loading crew budgets">
          <div className="card budget">
            <Skeleton width={220} height={18} />
            <Skeleton height={12} />
            <Skeleton width="60%" />
          </div>
        </Loading>
      ) : budgets.isError && !budgets.data ? (
        <div className="card">
          <Failed error={budgets.error} what="The crew budgets" retry={() => void budgets.refetch()} />
        </div>
      ) : budgets.data.budgets.length === 0 ? (
        <div className="notice">
          <Icon name="info" />
          <div>
            <strong>No crew budget is set.</strong>
            <p>Every advisory becomes a work order at once. With a budget, those of lower risk wait here until there is room for their work.</p>
          </div>
        </div>
      ) : (
        <div className="budgets">
          {budgets.data.budgets.map((budget) => (
            <BudgetCard key={budget.site ?? ''} budget={budget} editable={budgeting} />
          ))}
        </div>
      )}

      <div className="segments watch-views" role="group" aria-label="Which advisories">
        {VIEWS.map((one) => (
          <button key={one.status} type="button" aria-pressed={status === one.status} onClick={() => setParameters(one.status === 'WAITING' ? {} : { status: one.status }, { replace: true })}>
            {one.label}
          </button>
        ))}
      </div>
      {status === 'WAITING' ? <Waiting several={several} /> : <EndedItems key={status} status={status} />}
      {adding && <BudgetDialog without={without} onClose={() => setAdding(false)} />}
    </div>
  );
}

/** What waits; `several`: whose crew it waits for needs to be said. */
function Waiting({ several }: { several: boolean }) {
  const wide = useWide();
  const polling = usePolling();
  const deciding = may(useMe(), 'WORK_RELEASE');
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['watch-list', 'WAITING'],
    queryFn: ({ pageParam, signal }) => fetchWatchList('WAITING', pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling || REFRESH_MILLIS,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const chosen = asked ? (items?.find((item) => item.id === asked.id) ?? null) : null;
  return (
    <>
      <section className={wide || !items?.length ? 'card table-card' : undefined} aria-label="Waiting advisories" aria-busy={list.isPlaceholderData}>
        {list.isPending ? (
          <Loading label="Loading the watch list">
            {Array.from({ length: 4 }, (_, row) => (
              <div key={row} className="skeleton-row">
                <Skeleton width={60} height={18} />
                <Skeleton height={16} />
              </div>
            ))}
          </Loading>
        ) : list.isError && !items ? (
          <Failed error={list.error} what="The watch list" retry={() => void list.refetch()} />
        ) : items && items.length > 0 ? (
          wide ? (
            <WatchTable items={items} several={several} deciding={deciding} ask={setAsked} />
          ) : (
            <WatchCards items={items} several={several} deciding={deciding} ask={setAsked} />
          )
        ) : (
          <Empty icon="check" title="Nothing waits">
            Advisories that a crew has no room for appear here by themselves, the highest risk first.
          </Empty>
        )}
      </section>
      {items && items.length > 0 && (
        <p className="visually-hidden" role="status">
          {count(items.length, 'advisory waits', 'advisories wait')}
        </p>
      )}
      {list.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
      {asked?.what === 'look' && chosen && <ItemDialog item={chosen} onClose={() => setAsked(null)} />}
      {asked && asked.what !== 'look' && <DecisionDialog item={chosen} how={asked.what} onClose={() => setAsked(null)} />}
    </>
  );
}

interface ListProps {
  items: WatchItem[];
  /** Whether whose crew it waits for needs to be said. */
  several: boolean;
  deciding: boolean;
  ask: (asked: Asked) => void;
}

function WatchTable({ items, several, deciding, ask }: ListProps) {
  return (
    <table className="table watch-table">
      <thead>
        <tr>
          <th scope="col">Rank</th>
          <th scope="col">Advisory</th>
          <th scope="col">Risk</th>
          <th scope="col">Due</th>
          <th scope="col">Why it waits</th>
          {deciding && (
            <th scope="col">
              <span className="visually-hidden">Decide</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} data-watch={item.assetTag}>
            <td>
              <Rank item={item} several={several} />
            </td>
            <td className="orders-title watch-what">
              <Title item={item} look={() => ask({ id: item.id, what: 'look' })} />
            </td>
            <td>
              <RiskBar item={item} />
            </td>
            <td>
              <Due at={item.dueBy} done={false} />
            </td>
            <td className="watch-why">
              {item.why}
              <small className="muted">
                Waits since <Time at={item.waitingSince} show="relative" />
              </small>
            </td>
            {deciding && (
              <td>
                <Decisions item={item} ask={ask} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WatchCards({ items, several, deciding, ask }: ListProps) {
  return (
    <ul className="list-cards">
      {items.map((item) => (
        <li key={item.id} data-watch={item.assetTag} className="card list-card">
          <div className="list-card-top">
            <Rank item={item} several={several} />
            <PriorityChip priority={item.priority} />
          </div>
          <Title item={item} look={() => ask({ id: item.id, what: 'look' })} />
          <dl className="list-card-facts list-card-facts-2">
            <div>
              <dt>Risk</dt>
              <dd>
                <RiskBar item={item} />
              </dd>
            </div>
            <div>
              <dt>Due</dt>
              <dd>
                <Due at={item.dueBy} done={false} show="relative" />
              </dd>
            </div>
          </dl>
          <p className="watch-why">{item.why}</p>
          {deciding && <Decisions item={item} ask={ask} />}
        </li>
      ))}
    </ul>
  );
}

function Rank({ item, several }: { item: WatchItem; several: boolean }) {
  return (
    <span className="rank">
      <span className="rank-number">
        <span className="visually-hidden">Rank </span>
        {item.rank}
      </span>
      {several && <small className="muted">{item.site ?? 'Organization'}</small>}
    </span>
  );
}

function Decisions({ item, ask }: { item: WatchItem; ask: ListProps['ask'] }) {
  return (
    <span className="watch-decisions">
      <button type="button" className="button" onClick={() => ask({ id: item.id, what: 'release' })}>
        Release<span className="visually-hidden"> {item.title}</span>
      </button>
      <button type="button" className="button button-quiet" onClick={() => ask({ id: item.id, what: 'dismiss' })}>
        Dismiss<span className="visually-hidden"> {item.title}</span>
      </button>
    </span>
  );
}
