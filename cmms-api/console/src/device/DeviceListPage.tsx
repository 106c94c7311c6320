import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe } from '../session/useSession';
import { count } from '../ui/format';
import { Icon } from '../ui/Icon';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useDebounced } from '../ui/useDebounced';
import { useWide } from '../ui/useMediaQuery';
import { usePageTitle } from '../ui/usePageTitle';
import { fetchDevices, type DeviceItem } from './api';
import { DeviceDialog } from './DeviceDialog';
import { DeviceStateChip, DeviceTabs } from './parts';
import { grantWords, KIND_LABEL } from './words';
import './device.css';

const REFRESH_MILLIS = 15_000;

export function DeviceListPage() {
  usePageTitle('Devices');
  const wide = useWide();
  const polling = usePolling();
  const me = useMe();
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const q = useDebounced(search.trim());
  const devices = useInfiniteQuery({
    queryKey: ['devices', 'list', q],
    queryFn: ({ pageParam, signal }) => fetchDevices(q, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling || REFRESH_MILLIS,
    placeholderData: keepPreviousData,
  });
  const items = devices.data?.pages.flatMap((page) => page.items);
  const register = may(me, 'DEVICE_WRITE') && (
    <button type="button" className="button button-primary" onClick={() => setCreating(true)}>
      <Icon name="plus" size={18} />
      New device
    </button>
  );

  return (
    <div className="page">
      <header className="page-head">
        <h1>Devices</h1>
        {items && items.length > 0 && register}
      </header>
      <DeviceTabs />
      <div className="filters">
        <SearchField label="Search tag or name" value={search} onChange={setSearch} />
        {items && (
          <span className="filters-count muted" role="status">
            {count(items.length, 'device')}
            {devices.hasNextPage ? ' so far' : ''}
          </span>
        )}
      </div>
      <section className={wide || !items?.length ? 'card table-card' : undefined} aria-label="Devices" aria-busy={devices.isPlaceholderData}>
        {devices.isPending ? (
          <Loading label="Loading devices">
            {Array.from({ length: 5 }, (_, row) => (
              <div key={row} className="skeleton-row">
                <Skeleton width={110} height={18} />
                <Skeleton height={16} />
              </div>
            ))}
          </Loading>
        ) : devices.isError && !items ? (
          <Failed error={devices.error} what="The list of devices" retry={() => void devices.refetch()} />
        ) : items && items.length > 0 ? (
          wide ? (
            <DeviceTable items={items} />
          ) : (
            <DeviceCards items={items} />
          )
        ) : q ? (
          <Empty icon="search" title="No device matches" />
        ) : (
          <Empty icon="devices" title="No devices yet" action={register || undefined}>
            A device needs a credential to be let in by a gateway that asks for one, and a grant to write.
          </Empty>
        )}
      </section>
      {devices.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
            {devices.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
      {creating && <DeviceDialog onClose={() => setCreating(false)} />}
    </div>
  );
}

const kinds = (device: DeviceItem): string => device.credentials.map((kind) => KIND_LABEL[kind]).join(', ') || 'None yet';

function DeviceTable({ items }: { items: DeviceItem[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">State</th>
          <th scope="col">Credentials</th>
          <th scope="col">May write</th>
          <th scope="col">Latest reading</th>
        </tr>
      </thead>
      <tbody>
        {items.map((device) => (
          <tr key={device.tag} data-device={device.tag}>
            <td>
              <span className="cell-2">
                <Link to={`/devices/${encodeURIComponent(device.tag)}`} className="row-link">
                  {device.name}
                </Link>
                <small>{device.tag}</small>
              </span>
            </td>
            <td>
              <DeviceStateChip state={device.state} />
            </td>
            <td>{kinds(device)}</td>
            <td>{grantWords(device.grants)}</td>
            <td>
              <Time at={device.lastReadingAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeviceCards({ items }: { items: DeviceItem[] }) {
  return (
    <ul className="list-cards">
      {items.map((device) => (
        <li key={device.tag} data-device={device.tag} className="card list-card">
          <div className="list-card-top">
            <div className="list-card-title">
              <Link to={`/devices/${encodeURIComponent(device.tag)}`} className="row-link">
                {device.name}
              </Link>
              <small className="muted">{device.tag}</small>
            </div>
            <DeviceStateChip state={device.state} />
          </div>
          <dl className="list-card-facts list-card-facts-2">
            <div>
              <dt>Credentials</dt>
              <dd>{kinds(device)}</dd>
            </div>
            <div>
              <dt>May write</dt>
              <dd className="device-break">{grantWords(device.grants)}</dd>
            </div>
            <div>
              <dt>Latest reading</dt>
              <dd>
                <Time at={device.lastReadingAt} />
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  );
}
