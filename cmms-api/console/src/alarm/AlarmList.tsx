import { Link } from 'react-router';
import { words } from '../ui/format';
import { Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { AlarmActions } from './AlarmActions';
import type { Alarm } from './api';
import { AlarmPriority, AlarmStateChip, Because, PendingNote, Standing } from './parts';
import { alarmPath } from './words';

interface AlarmListProps {
  alarms: readonly Alarm[];
  /** On the page of an asset its name need not be repeated. */
  withoutAsset?: boolean;
}

/** The same alarms as a table on a wide screen and as cards on a narrow one. */
export function AlarmList({ alarms, withoutAsset = false }: AlarmListProps) {
  return useWide() ? <AlarmTable alarms={alarms} withoutAsset={withoutAsset} /> : <AlarmCards alarms={alarms} withoutAsset={withoutAsset} />;
}

const key = (alarm: Alarm): string => `${alarm.asset}/${alarm.detector}`;

/** How long it has been active; of one that is not, since when it is as it is. */
const since = (alarm: Alarm): string => alarm.activeSince ?? alarm.changedAt;

/** Where nothing is wrong the priority of the next alarm says nothing. */
const hasPriority = (alarm: Alarm): boolean => alarm.state !== 'NORMAL' && alarm.state !== 'RETURNED_UNACKNOWLEDGED';

function AlarmTable({ alarms, withoutAsset }: Required<AlarmListProps>) {
  return (
    <table className="table alarms">
      <thead>
        <tr>
          <th scope="col">Priority</th>
          <th scope="col">Alarm</th>
          {!withoutAsset && <th scope="col">Asset</th>}
          <th scope="col">State</th>
          <th scope="col">Value</th>
          <th scope="col">Since</th>
          <th scope="col">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {alarms.map((alarm) => (
          <tr key={key(alarm)} data-alarm={key(alarm)}>
            <td>{hasPriority(alarm) && <AlarmPriority priority={alarm.priority} />}</td>
            <td>
              <Title alarm={alarm} />
            </td>
            {!withoutAsset && (
              <td>
                <span className="cell-2">
                  <span>{alarm.assetName}</span>
                  <small>{alarm.asset}</small>
                </span>
              </td>
            )}
            <td className="alarm-state">
              <AlarmStateChip state={alarm.state} />
              <Because alarm={alarm} />
              <PendingNote alarm={alarm} />
            </td>
            <td>
              <Standing seen={alarm} />
            </td>
            <td>
              <Time at={since(alarm)} />
            </td>
            <td className="right">
              <AlarmActions alarm={alarm} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AlarmCards({ alarms, withoutAsset }: Required<AlarmListProps>) {
  return (
    <ul className="list-cards">
      {alarms.map((alarm) => (
        <li key={key(alarm)} data-alarm={key(alarm)} className="card list-card">
          <div className="list-card-top">
            <AlarmStateChip state={alarm.state} />
            {hasPriority(alarm) && <AlarmPriority priority={alarm.priority} />}
          </div>
          <div className="list-card-title">
            <Title alarm={alarm} asset={!withoutAsset} />
          </div>
          <Because alarm={alarm} />
          <dl className="list-card-facts list-card-facts-2">
            <div>
              <dt>Value</dt>
              <dd>
                <Standing seen={alarm} />
              </dd>
            </div>
            <div>
              <dt>Since</dt>
              <dd>
                <Time at={since(alarm)} />
              </dd>
            </div>
          </dl>
          <PendingNote alarm={alarm} />
          <AlarmActions alarm={alarm} />
        </li>
      ))}
    </ul>
  );
}

function Title({ alarm, asset = false }: { alarm: Alarm; asset?: boolean }) {
  return (
    <span className="cell-2">
      <Link to={alarmPath(alarm)} className="row-link">
        {words(alarm.detector)}
      </Link>
      <small>{[asset ? alarm.assetName : '', alarm.point === alarm.detector ? '' : alarm.point].filter((part) => part).join(' · ')}</small>
    </span>
  );
}

export function AlarmListSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Loading label="Loading alarms">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row">
          <Skeleton width={80} height={22} />
          <Skeleton height={16} />
          <Skeleton width={110} height={22} />
        </div>
      ))}
    </Loading>
  );
}
