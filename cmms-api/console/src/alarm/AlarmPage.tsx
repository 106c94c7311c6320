import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { fetchSeries } from '../asset/api';
import { seriesModel } from '../chart/models';
import { TimeChart } from '../chart/TimeChart';
import { usePolling } from '../live/LiveUpdates';
import { useNames } from '../session/useSession';
import { isNumber, words } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { ChartSkeleton } from '../workorder/Trends';
import { AlarmActions } from './AlarmActions';
import { fetchAlarm, type Alarm, type AlarmChange } from './api';
import { AlarmPriority, AlarmStateChip, Because, PendingNote, Standing } from './parts';
import { DAY, standing, STATE_LABEL } from './words';
import '../asset/asset.css';
import '../workorder/workorder.css';
import './alarm.css';

export default function AlarmPage() {
  const { asset = '', detector = '' } = useParams();
  const polling = usePolling();
  const detail = useInfiniteQuery({
    queryKey: ['alarm', asset, detector],
    queryFn: ({ pageParam, signal }) => fetchAlarm(asset, detector, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: polling,
  });
  usePageTitle(words(detector));
  const alarm = detail.data?.pages[0]?.alarm;
  return (
    <div className="page">
      <Link to="/alarms" className="back">
        <Icon name="back" size={16} />
        Alarms
      </Link>
      {detail.isPending ? (
        <Loading label="Loading alarm">
          <div className="card card-body">
            <Skeleton width={260} height={28} />
            <p>
              <Skeleton height={72} />
            </p>
          </div>
        </Loading>
      ) : detail.isError && !alarm ? (
        <div className="card">
          <Failed error={detail.error} what="The alarm" retry={() => void detail.refetch()} />
        </div>
      ) : alarm ? (
        <>
          <Head alarm={alarm} />
          <ValueCard alarm={alarm} changes={detail.data?.pages[0]?.history ?? []} />
          <History changes={detail.data?.pages.flatMap((page) => page.history) ?? []} />
          {detail.hasNextPage && (
            <div className="more">
              <button type="button" className="button" disabled={detail.isFetchingNextPage} onClick={() => void detail.fetchNextPage()}>
                {detail.isFetchingNextPage ? 'Loading…' : 'Load more'}
              </button>
            </div>
          )}
        </>
      ) : null}
    </div>
  );
}

function Head({ alarm }: { alarm: Alarm }) {
  const { value, limit, what } = standing(alarm);
  return (
    <header className="card asset-head">
      <div className="order-head-top">
        <div className="order-head-title">
          <p className="order-number">
            <AlarmStateChip state={alarm.state} />
            {alarm.state !== 'NORMAL' && <AlarmPriority priority={alarm.priority} />}
          </p>
          <h1>{words(alarm.detector)}</h1>
          <p className="order-asset muted">
            <span>
              <Link to={`/assets/${encodeURIComponent(alarm.asset)}`}>{alarm.assetName}</Link>
            </span>
            {alarm.point !== alarm.detector && <span>{alarm.point}</span>}
            <span>
              Plan {alarm.planId} version {alarm.planVersion}
            </span>
          </p>
          <Because alarm={alarm} />
          <PendingNote alarm={alarm} />
        </div>
        <AlarmActions alarm={alarm} all />
      </div>
      <dl className="figures alarm-figures">
        <div>
          <dt>Value at the latest change</dt>
          <dd>
            <span className="figure">{value}</span>
            <small className="muted">{[limit, what].filter((part) => part).join(' · ')}</small>
          </dd>
        </div>
        <div>
          <dt>{alarm.activeSince ? 'Active since' : 'Like this since'}</dt>
          <dd>
            <Time at={alarm.activeSince ?? alarm.changedAt} />
          </dd>
        </div>
        <div>
          <dt>The detector sees</dt>
          <dd>
            <span className="alarm-sees">{words(alarm.detected)}</span>
          </dd>
        </div>
      </dl>
    </header>
  );
}

/** The readings around the latest changes, with the limit where it is one of readings. */
function ValueCard({ alarm, changes }: { alarm: Alarm; changes: AlarmChange[] }) {
  const end = Date.parse(alarm.changedAt) + DAY / 4;
  const from = new Date(Math.min(Date.parse(alarm.activeSince ?? alarm.changedAt) - DAY / 4, end - DAY)).toISOString();
  const to = new Date(end).toISOString();
  const watchesPoint = alarm.point !== alarm.detector;
  const series = useQuery({
    queryKey: ['series', alarm.asset, alarm.point, from, to],
    queryFn: ({ signal }) => fetchSeries(alarm.asset, alarm.point, { from, to }, signal),
    enabled: watchesPoint,
    retry: false,
  });
  const data = series.data;
  const model = useMemo(() => {
    if (!data || data.samples.length === 0) return null;
    const unit = data.unit ?? (alarm.unit === '1' ? null : alarm.unit);
    const limits = alarm.unit !== '1' && isNumber(alarm.limit) ? [{ value: alarm.limit, label: standing(alarm).limit }] : [];
    const begun = Date.parse(alarm.activeSince ?? '');
    return seriesModel(
      { ...data, unit },
      {
        markers: changes
          .filter((change) => change.announced && change.at >= from)
          .slice(0, 3)
          .map((change) => ({ at: Date.parse(change.at), label: 'announced' })),
        ...(Number.isFinite(begun) ? { shade: { from: begun, to: Date.parse(to) } } : {}),
      },
      limits,
    );
  }, [data, alarm, changes, from, to]);
  if (!watchesPoint) return null;
  return (
    <section className="card" aria-labelledby="value-title">
      <header className="card-head">
        <h2 id="value-title">Around the latest change</h2>
      </header>
      <div className="card-body">
        {series.isPending ? (
          <ChartSkeleton />
        ) : model ? (
          <TimeChart model={model} title={alarm.point} height={240} />
        ) : (
          <Empty icon="pulse" title="No readings of that time" />
        )}
      </div>
    </section>
  );
}

function History({ changes }: { changes: AlarmChange[] }) {
  return (
    <section className="card" aria-labelledby="history-title">
      <header className="card-head">
        <h2 id="history-title">What happened</h2>
      </header>
      <ol className="alarm-history">
        {changes.map((change) => (
          <li key={change.at}>
            <Time at={change.at} />
            <span className="alarm-history-what">
              <span className="alarm-history-state">
                <AlarmStateChip state={change.state} />
                {change.announced && (
                  <span className="alarm-told">
                    <Icon name="bell" size={14} />
                    Announced
                  </span>
                )}
                <small className="muted">was {STATE_LABEL[change.previous].toLowerCase()}</small>
              </span>
              <ChangedBy change={change} />
            </span>
            <Standing seen={change} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ChangedBy({ change }: { change: AlarmChange }) {
  const names = useNames();
  if (change.state === 'NORMAL' && change.previous === 'RETURNED_UNACKNOWLEDGED' && change.by) return <small className="because">Acknowledged by {names(change.by)}</small>;
  return <Because alarm={change} />;
}
