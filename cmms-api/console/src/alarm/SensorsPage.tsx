import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePolling } from '../live/LiveUpdates';
import { quantity } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed } from '../ui/states';
import { Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { AlarmListSkeleton } from './AlarmList';
import { fetchFindings, type Finding } from './api';
import { AlarmTabs } from './parts';
import { faultLabel } from './words';
import '../device/device.css';
import '../workorder/workorder.css';
import './alarm.css';

export function SensorsPage() {
  usePageTitle('Sensors');
  const polling = usePolling();
  const [state, setState] = useState<'OPEN' | 'ALL'>('OPEN');
  const findings = useInfiniteQuery({
    queryKey: ['instruments', state],
    queryFn: ({ pageParam, signal }) => fetchFindings({ state }, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling,
    placeholderData: keepPreviousData,
  });
  const items = findings.data?.pages.flatMap((page) => page.items);
  return (
    <div className="page">
      <header className="page-head">
        <h1>Sensors</h1>
        <AlarmTabs open={findings.data?.pages[0]?.open} />
      </header>
      <div className="filters">
        <div className="segments" role="group" aria-label="Which findings">
          {(['OPEN', 'ALL'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={state === one} onClick={() => setState(one)}>
              {one === 'OPEN' ? 'Not believed now' : 'All'}
            </button>
          ))}
        </div>
      </div>
      <section className="card" aria-label="Sensors" aria-busy={findings.isPlaceholderData}>
        {findings.isPending ? (
          <AlarmListSkeleton />
        ) : findings.isError && !items ? (
          <Failed error={findings.error} what="The findings about sensors" retry={() => void findings.refetch()} />
        ) : items && items.length > 0 ? (
          <Findings findings={items} />
        ) : (
          <Empty icon="check" title={state === 'OPEN' ? 'Every sensor is believed' : 'No findings yet'}>
            A sensor that is stuck, drifts or shows what cannot be is found by the monitoring and left out, so that it raises no alarm of its machine.
          </Empty>
        )}
      </section>
      {findings.hasNextPage && (
        <div className="more">
          <button type="button" className="button" disabled={findings.isFetchingNextPage} onClick={() => void findings.fetchNextPage()}>
            {findings.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </div>
  );
}

export function Findings({ findings, withoutAsset = false }: { findings: readonly Finding[]; withoutAsset?: boolean }) {
  return (
    <ul className="sensor-findings">
      {findings.map((finding) => (
        <li key={`${finding.asset}/${finding.point}/${finding.fault}/${finding.openedAt}`} data-finding={`${finding.asset}/${finding.point}`}>
          <span className="sensor-what">
            <span className={`chip state-chip ${finding.closedAt ? 'state-NORMAL' : 'state-ALERT'}`}>
              <span className="state-mark" aria-hidden="true" />
              {faultLabel(finding.fault)}
              {finding.closedAt ? ', over' : ''}
            </span>
            <strong>{finding.point}</strong>
            {!withoutAsset && <Link to={`/assets/${encodeURIComponent(finding.asset)}`}>{finding.assetName}</Link>}
          </span>
          <span className="sensor-when muted">
            <Time at={finding.openedAt} show="relative" />
            {finding.closedAt && (
              <>
                {' to '}
                <Time at={finding.closedAt} show="relative" />
              </>
            )}
            {finding.value !== null && ` · showed ${quantity(finding.value, finding.unit)}`}
          </span>
          <p className="sensor-why">{finding.explanation}</p>
          {!finding.closedAt && finding.remedy && (
            <p className="sensor-remedy">
              <Icon name="wrench" size={16} />
              {finding.remedy}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
