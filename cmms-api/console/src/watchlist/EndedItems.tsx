import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { useNames } from '../session/useSession';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { fetchWatchList, type WatchItem } from './api';
import { ItemDialog } from './ItemDialogs';
import { RiskBar, Title } from './parts';
import { riskNumber } from './words';

type Ended = 'RELEASED' | 'DISMISSED';

const TEXT: Readonly<Record<Ended, { label: string; emptyTitle: string; empty: string }>> = {
  RELEASED: { label: 'Released advisories', emptyTitle: 'Nothing was released from the list', empty: 'What went on from the list as a work order is here, with who released it, when and why.' },
  DISMISSED: { label: 'Dismissed advisories', emptyTitle: 'Nothing was dismissed', empty: 'What was taken off the list without work is here, with who did it, when and why.' },
};

/** What waits no more: who decided it, when and why, the latest first. */
export function EndedItems({ status }: { status: Ended }) {
  const wide = useWide();
  const polling = usePolling();
  const [asked, setAsked] = useState<string | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['watch-list', status],
    queryFn: ({ pageParam, signal }) => fetchWatchList(status, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const chosen = items?.find((item) => item.id === asked);
  const text = TEXT[status];
  return (
    <>
      <section className={wide || !items?.length ? 'card table-card' : undefined} aria-label={text.label} aria-busy={list.isPlaceholderData}>
        {list.isPending ? (
          <Loading label="Loading the list">
            <div className="skeleton-row">
              <Skeleton height={16} />
            </div>
          </Loading>
        ) : list.isError && !items ? (
          <Failed error={list.error} what="The list" retry={() => void list.refetch()} />
        ) : items && items.length > 0 ? (
          wide ? (
            <EndedTable items={items} status={status} look={setAsked} />
          ) : (
            <EndedCards items={items} look={setAsked} />
          )
        ) : (
          <Empty icon="info" title={text.emptyTitle}>
            {text.empty}
          </Empty>
        )}
      </section>
      {list.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
      {chosen && <ItemDialog item={chosen} onClose={() => setAsked(null)} />}
    </>
  );
}

interface EndedListProps {
  items: readonly WatchItem[];
  look: (id: string) => void;
}

function EndedTable({ items, status, look }: EndedListProps & { status: Ended }) {
  const names = useNames();
  const released = status === 'RELEASED';
  return (
    <table className="table watch-table">
      <thead>
        <tr>
          <th scope="col">Advisory</th>
          <th scope="col">Risk</th>
          <th scope="col">When</th>
          <th scope="col">By</th>
          <th scope="col">Why</th>
          {released && (
            <th scope="col" className="watch-short">
              Work order
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} data-ended={item.assetTag}>
            <td className="orders-title watch-what">
              <Title item={item} look={() => look(item.id)} />
            </td>
            <td>
              <RiskBar item={item} />
            </td>
            <td>
              <Time at={item.endedAt} />
            </td>
            <td className="watch-short">{names(item.endedBy)}</td>
            <td className="watch-why">{item.why}</td>
            {released && (
              <td className="watch-short">
                <Order item={item} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function EndedCards({ items, look }: EndedListProps) {
  const names = useNames();
  return (
    <ul className="list-cards">
      {items.map((item) => (
        <li key={item.id} data-ended={item.assetTag} className="card list-card">
          <Title item={item} look={() => look(item.id)} />
          <p className="watch-why">{item.why}</p>
          <dl className="list-card-facts list-card-facts-2">
            <div>
              <dt>By</dt>
              <dd>{names(item.endedBy)}</dd>
            </div>
            <div>
              <dt>When</dt>
              <dd>
                <Time at={item.endedAt} />
              </dd>
            </div>
            <div>
              <dt>Risk</dt>
              <dd>{riskNumber(item.risk)}</dd>
            </div>
            {item.workOrderId && (
              <div>
                <dt>Work order</dt>
                <dd>
                  <Order item={item} />
                </dd>
              </div>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Order({ item }: { item: WatchItem }) {
  return item.workOrderId ? <Link to={`/work-orders/${item.workOrderId}`}>{item.workOrderNumber}</Link> : null;
}
