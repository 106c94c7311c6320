import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { count, isNumber, percent } from '../ui/format';
import { Icon } from '../ui/Icon';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useDebounced } from '../ui/useDebounced';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { Probability } from '../workorder/chips';
import { fetchAssets, type AssetItem } from './api';
import { HealthBar, Life, StateChip } from './condition';
import { sorted, type SortBy } from './order';
import './asset.css';

const SORTS: readonly { by: SortBy; label: string }[] = [
  { by: 'condition', label: 'Worst condition first' },
  { by: 'probability', label: 'Highest failure probability' },
  { by: 'life', label: 'Shortest remaining life' },
  { by: 'health', label: 'Lowest health' },
  { by: 'orders', label: 'Most open work orders' },
  { by: 'reading', label: 'Latest reading' },
  { by: 'tag', label: 'Tag' },
];

/** Assets learn from a stream of readings that the event stream does not tell about: asked for at a calm pace. */
const REFRESH_MILLIS = 15_000;

export function AssetListPage() {
  usePageTitle('Assets');
  const wide = useWide();
  const polling = usePolling();
  const [parameters, setParameters] = useSearchParams();
  const [search, setSearch] = useState(parameters.get('q') ?? '');
  const q = useDebounced(search.trim());
  const by = SORTS.find((sort) => sort.by === parameters.get('sort'))?.by ?? 'condition';
  const sortBy = (next: SortBy): void => setParameters(next === 'condition' ? {} : { sort: next }, { replace: true });

  const assets = useInfiniteQuery({
    queryKey: ['assets', 'list', q],
    queryFn: ({ pageParam, signal }) => fetchAssets(q, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling || REFRESH_MILLIS,
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => {
    const all = assets.data?.pages.flatMap((page) => page.items);
    return all ? sorted(all, by) : undefined;
  }, [assets.data, by]);

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>Assets</h1>
        </div>
      </header>
      <div className="filters">
        <SearchField label="Search tag, name or class" value={search} onChange={setSearch} />
        <label>
          <span className="visually-hidden">Order</span>
          <select className="select" value={by} onChange={(event) => sortBy(SORTS.find((sort) => sort.by === event.target.value)?.by ?? 'condition')}>
            {SORTS.map((sort) => (
              <option key={sort.by} value={sort.by}>
                {sort.label}
              </option>
            ))}
          </select>
        </label>
        {items && (
          <span className="filters-count muted" role="status">
            {count(items.length, 'asset')}
            {assets.hasNextPage ? ' so far' : ''}
          </span>
        )}
      </div>
      <section className={wide ? 'card table-card' : undefined} aria-label="Assets" aria-busy={assets.isPlaceholderData}>
        {assets.isPending ? (
          <AssetSkeleton wide={wide} />
        ) : assets.isError && !items ? (
          <Failed error={assets.error} what="The list of assets" retry={() => void assets.refetch()} />
        ) : items && items.length > 0 ? (
          wide ? (
            <AssetTable items={items} by={by} sortBy={sortBy} />
          ) : (
            <AssetCards items={items} />
          )
        ) : q ? (
          <Empty icon="search" title="No asset matches" />
        ) : (
          <Empty icon="assets" title="No assets yet">
            An asset appears here once it is registered, or once a device publishes for it.
          </Empty>
        )}
      </section>
      {assets.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={assets.isFetchingNextPage} onClick={() => void assets.fetchNextPage()}>
            {assets.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </div>
  );
}

function AssetTable({ items, by, sortBy }: { items: AssetItem[]; by: SortBy; sortBy: (by: SortBy) => void }) {
  const head = (column: SortBy, label: string, right = false) => (
    <th scope="col" className={right ? 'right' : undefined} aria-sort={by === column ? (column === 'tag' || column === 'life' || column === 'health' ? 'ascending' : 'descending') : undefined}>
      <button type="button" className="sort-button" onClick={() => sortBy(column)}>
        {label}
        {by === column && <Icon name="down" size={12} />}
      </button>
    </th>
  );
  return (
    <table className="table">
      <thead>
        <tr>
          {head('tag', 'Asset')}
          <th scope="col">Class</th>
          {head('condition', 'State')}
          {head('health', 'Health')}
          {head('probability', 'Failure probability')}
          {head('life', 'Remaining life')}
          {head('orders', 'Open orders', true)}
          {head('reading', 'Last reading')}
        </tr>
      </thead>
      <tbody>
        {items.map((asset) => (
          <tr key={asset.tag} data-asset={asset.tag}>
            <td>
              <span className="cell-2">
                <Link to={`/assets/${encodeURIComponent(asset.tag)}`} className="row-link">
                  {asset.name}
                </Link>
                <small>{asset.tag}</small>
              </span>
            </td>
            <td>
              <span className="cell-2">
                {asset.assetClass}
                <small>{asset.site ?? ''}</small>
              </span>
            </td>
            <td>
              <StateChip state={asset.health?.state ?? 'UNKNOWN'} />
            </td>
            <td>
              <HealthBar health={asset.health} />
            </td>
            <td>
              <Probability value={asset.health?.failureProbability ?? null} />
            </td>
            <td>
              <Life health={asset.health} />
            </td>
            <td className="right num">{asset.openWorkOrders > 0 ? asset.openWorkOrders : <span className="muted">0</span>}</td>
            <td>
              <Time at={asset.lastReadingAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function AssetCards({ items }: { items: AssetItem[] }) {
  return (
    <ul className="list-cards">
      {items.map((asset) => (
        <li key={asset.tag} data-asset={asset.tag} className="card list-card">
          <div className="list-card-top">
            <div className="list-card-title">
              <Link to={`/assets/${encodeURIComponent(asset.tag)}`} className="row-link">
                {asset.name}
              </Link>
              <small className="muted">
                {asset.tag} · {asset.assetClass}
                {asset.openWorkOrders > 0 && ` · ${count(asset.openWorkOrders, 'open order')}`}
              </small>
            </div>
            <StateChip state={asset.health?.state ?? 'UNKNOWN'} />
          </div>
          {asset.health && isNumber(asset.health.index) ? (
            <dl className="list-card-facts">
              <div>
                <dt>Health</dt>
                <dd>
                  <HealthBar health={asset.health} />
                </dd>
              </div>
              <div>
                <dt>Failure prob.</dt>
                <dd className="num">{percent(asset.health.failureProbability)}</dd>
              </div>
              <div>
                <dt>Remaining life</dt>
                <dd>
                  <Life health={asset.health} />
                </dd>
              </div>
            </dl>
          ) : (
            <p className="muted list-card-note">{asset.lastReadingAt ? 'Too few readings for an assessment yet.' : 'No readings yet.'}</p>
          )}
        </li>
      ))}
    </ul>
  );
}

function AssetSkeleton({ wide }: { wide: boolean }) {
  return (
    <Loading label="Loading assets">
      {Array.from({ length: 7 }, (_, row) =>
        wide ? (
          <div key={row} className="skeleton-row">
            <Skeleton width={96} height={18} />
            <Skeleton height={16} />
            <Skeleton width={110} height={16} />
            <Skeleton width={90} height={16} />
          </div>
        ) : (
          <div key={row} className="card list-card skeleton-card">
            <Skeleton width="60%" height={18} />
            <Skeleton height={36} />
          </div>
        ),
      )}
    </Loading>
  );
}
