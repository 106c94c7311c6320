import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { count, quantity } from '../ui/format';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed, Loading, Refused, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useDebounced } from '../ui/useDebounced';
import { usePageTitle } from '../ui/usePageTitle';
import { dismissDiscovery, fetchDiscoveries, mapAsset, mapDiscovery, restoreDiscovery, type Discovery, type Mapped } from './api';
import { DeviceTabs } from './parts';
import { grouped, REASON_LABEL, type DiscoveryGroup } from './words';
import './device.css';

export function DiscoveredPage() {
  usePageTitle('Discovered');
  const polling = usePolling();
  const [search, setSearch] = useState('');
  const [dismissed, setDismissed] = useState(false);
  const q = useDebounced(search.trim());
  const found = useInfiniteQuery({
    queryKey: ['discoveries', q, dismissed],
    queryFn: ({ pageParam, signal }) => fetchDiscoveries(q, dismissed, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling || 10_000,
    placeholderData: keepPreviousData,
  });
  const items = found.data?.pages.flatMap((page) => page.items);
  return (
    <div className="page">
      <header className="page-head">
        <h1>Discovered</h1>
      </header>
      <DeviceTabs />
      <div className="filters">
        <SearchField label="Search source, asset or point" value={search} onChange={setSearch} />
        <label className="device-check">
          <input type="checkbox" checked={dismissed} onChange={(event) => setDismissed(event.target.checked)} />
          Dismissed
        </label>
        {items && (
          <span className="filters-count muted" role="status">
            {count(items.length, 'discovery', 'discoveries')}
            {found.hasNextPage ? ' so far' : ''}
          </span>
        )}
      </div>
      {found.isPending ? (
        <div className="card card-body">
          <Loading label="Loading discoveries">
            <Skeleton height={96} />
          </Loading>
        </div>
      ) : found.isError && !items ? (
        <div className="card">
          <Failed error={found.error} what="The list of discoveries" retry={() => void found.refetch()} />
        </div>
      ) : items && items.length > 0 ? (
        grouped(items).map((group) => <Group key={group.key} group={group} />)
      ) : (
        <div className="card">
          <Empty icon="search" title={q ? 'Nothing matches' : dismissed ? 'Nothing is dismissed' : 'Nothing to map'}>
            {!q && !dismissed && 'What devices send and nobody has registered appears here.'}
          </Empty>
        </div>
      )}
      {found.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {found.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </div>
  );
}

function mappedWords(mapped: Mapped): string {
  if (!mapped.asset) return `Device ${mapped.device} registered: give it a credential`;
  return mapped.points.length > 0 ? `${count(mapped.points.length, 'point')} of ${mapped.asset} mapped` : `${mapped.asset} mapped`;
}

function Group({ group }: { group: DiscoveryGroup }) {
  const writes = may(useMe(), 'DEVICE_WRITE');
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const step = useMutation({
    mutationFn: async (act: () => Promise<Mapped | void>) => act(),
    onSuccess: (mapped) => {
      if (mapped) toast(mappedWords(mapped));
      for (const key of ['discoveries', 'devices', 'device', 'assets', 'asset']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  const { asset, source, items } = group;
  const dismissed = items.some((one) => one.dismissed);
  return (
    <section className="card" aria-label={`${asset ?? group.device ?? source} from ${source}`} data-discovered={asset ?? group.device ?? source}>
      <div className="card-head">
        <div className="cell-2">
          <h2>{asset ?? group.device ?? 'No asset named'}</h2>
          <small className="device-break">from {source}</small>
        </div>
        {writes && !dismissed && asset !== null && items.length > 1 && (
          <button type="button" className="button button-primary" disabled={step.isPending} onClick={() => step.mutate(() => mapAsset(source, asset))}>
            Map all {items.length}
          </button>
        )}
      </div>
      <ul className="device-rows">
        {items.map((one) => (
          <li key={one.id}>
            <span className="cell-2">
              <strong>
                {one.point ?? (asset === null ? 'Wants to be let in' : 'Without a point')}
                {one.value !== null && <span className="muted"> {quantity(one.value, one.unit)}</span>}
              </strong>
              <small>
                {REASON_LABEL[one.reason]} · <Time at={one.lastSeenAt} show="relative" />
              </small>
            </span>
            {writes && <Steps one={one} primary={items.length === 1 && !dismissed} busy={step.isPending} act={(run) => step.mutate(run)} />}
          </li>
        ))}
      </ul>
      {step.error && (
        <div className="card-body">
          <Refused error={step.error} />
        </div>
      )}
    </section>
  );
}

function Steps({ one, primary, busy, act }: { one: Discovery; primary: boolean; busy: boolean; act: (run: () => Promise<Mapped | void>) => void }) {
  const what = one.point ?? one.asset ?? one.device ?? one.source;
  return (
    <span className="device-actions">
      <button type="button" className="button button-quiet" disabled={busy} onClick={() => act(() => (one.dismissed ? restoreDiscovery(one.id) : dismissDiscovery(one.id)))} aria-label={`${one.dismissed ? 'Restore' : 'Dismiss'} ${what}`}>
        {one.dismissed ? 'Restore' : 'Dismiss'}
      </button>
      {(one.asset !== null || one.device !== null) && (
        <button type="button" className={`button ${primary ? 'button-primary' : ''}`} disabled={busy} onClick={() => act(() => mapDiscovery(one.id))} aria-label={`Map ${what}`}>
          {one.asset === null ? 'Register' : 'Map'}
        </button>
      )}
    </span>
  );
}
