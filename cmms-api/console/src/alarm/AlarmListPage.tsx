import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { Icon } from '../ui/Icon';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed } from '../ui/states';
import { useDebounced } from '../ui/useDebounced';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { AlarmList, AlarmListSkeleton } from './AlarmList';
import { fetchAlarms, type AlarmFilter, type AlarmPage } from './api';
import { AlarmTabs } from './parts';
import { priorityLabel } from './words';
import '../device/device.css';
import '../workorder/workorder.css';
import './alarm.css';

type View = AlarmFilter['state'];
type Counts = NonNullable<AlarmPage['counts']>;

const VIEWS: readonly { view: View; label: string; count?: (counts: Counts) => number }[] = [
  { view: 'ACTIVE', label: 'Active', count: (counts) => (counts.ACTIVE_UNACKNOWLEDGED ?? 0) + (counts.ACTIVE_ACKNOWLEDGED ?? 0) + (counts.RETURNED_UNACKNOWLEDGED ?? 0) },
  { view: 'SHELVED', label: 'Shelved', count: (counts) => counts.SHELVED ?? 0 },
  { view: 'SUPPRESSED_BY_DESIGN', label: 'Suppressed', count: (counts) => counts.SUPPRESSED_BY_DESIGN ?? 0 },
  { view: 'OUT_OF_SERVICE', label: 'Out of service', count: (counts) => counts.OUT_OF_SERVICE ?? 0 },
  { view: 'ALL', label: 'All' },
];

export function AlarmListPage() {
  const wide = useWide();
  const polling = usePolling();
  const [parameters, setParameters] = useSearchParams();
  const [search, setSearch] = useState(parameters.get('q') ?? '');
  const q = useDebounced(search.trim());
  const view = VIEWS.find((one) => one.view === parameters.get('state'))?.view ?? 'ACTIVE';
  const priority = [1, 2, 3].find((one) => String(one) === parameters.get('priority')) ?? null;
  const set = (name: string, value: string | null): void => {
    setParameters(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  };
  useEffect(() => {
    if ((parameters.get('q') ?? '') !== q) set('q', q);
  }, [q]); // only what was typed: the address follows the field

  const alarms = useInfiniteQuery({
    queryKey: ['alarms', view, priority, q],
    queryFn: ({ pageParam, signal }) => fetchAlarms({ state: view, priority, q }, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling,
    placeholderData: keepPreviousData,
  });
  const items = alarms.data?.pages.flatMap((page) => page.items);
  const counts = alarms.data?.pages[0]?.counts ?? null;
  const fresh = counts?.ACTIVE_UNACKNOWLEDGED ?? 0;
  usePageTitle(fresh > 0 ? `(${fresh}) Alarms` : 'Alarms');
  const label = (one: (typeof VIEWS)[number]): string => {
    const n = counts && one.count ? one.count(counts) : 0;
    return n > 0 ? `${one.label} ${n}` : one.label;
  };
  const filtered = q !== '' || priority !== null;

  return (
    <div className="page">
      <header className="page-head">
        <h1>Alarms</h1>
        <AlarmTabs />
      </header>
      <div className="filters">
        {wide ? (
          <div className="segments" role="group" aria-label="Which alarms">
            {VIEWS.map((one) => (
              <button key={one.view} type="button" aria-pressed={view === one.view} onClick={() => set('state', one.view === 'ACTIVE' ? null : one.view)}>
                {label(one)}
              </button>
            ))}
          </div>
        ) : (
          <label className="alarm-select">
            <span className="visually-hidden">Which alarms</span>
            <select className="select" value={view} onChange={(event) => set('state', event.target.value === 'ACTIVE' ? null : event.target.value)}>
              {VIEWS.map((one) => (
                <option key={one.view} value={one.view}>
                  {label(one)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="alarm-select">
          <span className="visually-hidden">Priority</span>
          <select className="select" value={priority ?? ''} onChange={(event) => set('priority', event.target.value || null)}>
            <option value="">Any priority</option>
            {[1, 2, 3].map((one) => (
              <option key={one} value={one}>
                {one} {priorityLabel(one)}
              </option>
            ))}
          </select>
        </label>
        <SearchField label="Search alarm, point or asset" value={search} onChange={setSearch} />
      </div>
      <section className={wide || !items?.length ? 'card table-card' : undefined} aria-label="Alarms" aria-busy={alarms.isPlaceholderData}>
        {alarms.isPending ? (
          <AlarmListSkeleton />
        ) : alarms.isError && !items ? (
          <Failed error={alarms.error} what="The list of alarms" retry={() => void alarms.refetch()} />
        ) : items && items.length > 0 ? (
          <AlarmList alarms={items} />
        ) : filtered ? (
          <Empty
            icon="search"
            title="No alarm matches"
            action={
              <button
                type="button"
                className="button"
                onClick={() => {
                  setSearch('');
                  set('priority', null);
                }}
              >
                Clear search and priority
              </button>
            }
          />
        ) : (
          <Nothing view={view} />
        )}
      </section>
      {alarms.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={alarms.isFetchingNextPage} onClick={() => void alarms.fetchNextPage()}>
            {alarms.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
      {view === 'SUPPRESSED_BY_DESIGN' && items && items.length > 0 && (
        <p className="muted alarm-note">
          <Icon name="info" size={16} />
          The plan holds these back: the machine is off, work or maintenance is under way, or the alarm chatters. They come back by themselves.
        </p>
      )}
    </div>
  );
}

const NOTHING: Readonly<Record<string, { title: string; text: string }>> = {
  ACTIVE: { title: 'No active alarms', text: 'When a value goes beyond its limit, its alarm appears here by itself, the most urgent first.' },
  SHELVED: { title: 'Nothing is shelved', text: 'An alarm that is known and cannot be mended at once can be shelved for up to 7 days.' },
  SUPPRESSED_BY_DESIGN: { title: 'Nothing is suppressed', text: 'The plan holds alarms back while a machine is off, or work on it is under way.' },
  OUT_OF_SERVICE: { title: 'Every alarm is in service', text: 'An alarm that makes no sense for a machine can be taken out of service.' },
};

function Nothing({ view }: { view: View }) {
  const { title, text } = NOTHING[view] ?? { title: 'No alarms yet', text: 'They come from the monitoring plans of your assets.' };
  return (
    <Empty icon="check" title={title}>
      {text}
    </Empty>
  );
}
