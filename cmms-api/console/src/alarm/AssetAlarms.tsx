import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe, useNames } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { count, duration } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed } from '../ui/states';
import { Time } from '../ui/Time';
import { useWide } from '../ui/useMediaQuery';
import { ForHowLong, Reason } from './AlarmActions';
import { AlarmList, AlarmListSkeleton } from './AlarmList';
import { acknowledgeAll, declareMaintenance, endMaintenance, fetchAlarms, fetchFindings, fetchLate, fetchMaintenance, type Alarm, type Late } from './api';
import { Findings } from './SensorsPage';
import { dayLabel, MAINTENANCE, untilAfter } from './words';
import './alarm.css';

/** Alarms of an asset, with what holds them all back. */
export function AlarmsCard({ asset }: { asset: string }) {
  const wide = useWide();
  const polling = usePolling();
  const [all, setAll] = useState(false);
  const alarms = useQuery({ queryKey: ['alarms', 'asset', asset], queryFn: ({ signal }) => fetchAlarms({ state: 'ALL', asset }, null, signal), refetchInterval: polling });
  const items = alarms.data?.items.filter((alarm) => all || alarm.state !== 'NORMAL');
  const normal = (alarms.data?.items.length ?? 0) - (alarms.data?.items.filter((alarm) => alarm.state !== 'NORMAL').length ?? 0);
  const table = wide || !items?.length;
  return (
    <section className={table ? 'card table-card' : 'asset-orders'} aria-labelledby="alarms-title">
      <header className={table ? 'card-head' : 'asset-alarms-head'}>
        <h2 id="alarms-title">Alarms</h2>
        <div className="asset-alarms-actions">
          <AcknowledgeAll asset={asset} alarms={alarms.data?.items ?? []} />
          <MaintenanceControl asset={asset} />
        </div>
      </header>
      {alarms.isPending ? (
        <AlarmListSkeleton rows={2} />
      ) : alarms.isError && !alarms.data ? (
        <Failed error={alarms.error} what="The alarms" retry={() => void alarms.refetch()} />
      ) : items && items.length > 0 ? (
        <AlarmList alarms={items} withoutAsset />
      ) : (
        <Empty icon="check" title="No alarms" />
      )}
      {normal > 0 && (
        <p className="asset-alarms-more">
          <button type="button" className="button button-quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Hide what is normal' : `Show ${count(normal, 'alarm')} at rest`}
          </button>
        </p>
      )}
    </section>
  );
}

/** For several alarms at once; of one there is the button beside it. */
function AcknowledgeAll({ asset, alarms }: { asset: string; alarms: readonly Alarm[] }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const unseen = alarms.filter((alarm) => alarm.actions.includes('ACKNOWLEDGE') && alarm.pending?.kind !== 'ACKNOWLEDGE').length;
  const acknowledge = useMutation({
    mutationFn: () => acknowledgeAll(asset),
    onSuccess: (asked) => toast(`${count(asked.length, 'acknowledgement')} sent; the monitoring confirms them`),
    onError: (error) => toast(error.message),
    onSettled: () => {
      for (const key of ['alarms', 'alarm', 'summary']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  if (unseen < 2) return null;
  return (
    <button type="button" className="button" disabled={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      <Icon name="check" size={18} />
      Acknowledge all {unseen}
    </button>
  );
}

function MaintenanceControl({ asset }: { asset: string }) {
  const me = useMe();
  const names = useNames();
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [declaring, setDeclaring] = useState(false);
  const maintenance = useQuery({ queryKey: ['alarms', 'maintenance', asset], queryFn: ({ signal }) => fetchMaintenance(asset, signal), refetchInterval: 30_000 }).data;
  const end = useMutation({
    mutationFn: () => endMaintenance(asset),
    onSuccess: () => toast('End of maintenance sent; the monitoring confirms it'),
    onError: (error) => toast(error.message),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
  const allowed = may(me, 'ALARM_SUPPRESS');
  if (!maintenance) return null;
  if (!maintenance.declared) {
    if (!allowed) return null;
    return (
      <>
        <button type="button" className="button" onClick={() => setDeclaring(true)}>
          <Icon name="wrench" size={18} />
          Declare maintenance
        </button>
        {declaring && <MaintenanceDialog asset={asset} onClose={() => setDeclaring(false)} />}
      </>
    );
  }
  return (
    <div className="notice maintenance">
      <Icon name="wrench" />
      <p>
        <strong>Maintenance</strong> until <Time at={maintenance.until} show="absolute" />: {maintenance.reason} · {names(maintenance.by)}
        {!maintenance.confirmed && (
          <span className="pending">
            <Icon name="clock" size={14} />
            <span>Sent, not yet confirmed by the monitoring</span>
          </span>
        )}
      </p>
      {allowed && (
        <button type="button" className="button" disabled={end.isPending} onClick={() => end.mutate()}>
          End now
        </button>
      )}
    </div>
  );
}

function MaintenanceDialog({ asset, onClose }: { asset: string; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [millis, setMillis] = useState(MAINTENANCE[1]?.millis ?? 0);
  const [reason, setReason] = useState('');
  const declare = useMutation({
    mutationFn: () => declareMaintenance(asset, untilAfter(millis, Date.now()), reason.trim()),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['alarms'] });
      toast('Maintenance declared; the monitoring confirms it');
      onClose();
    },
  });
  return (
    <FormDialog title="Declare maintenance" action="Declare maintenance" acting="Sending" sending={declare} onClose={onClose}>
      <p className="muted">None of the alarms of {asset} is announced until then. It ends by itself, and can be ended before.</p>
      <ForHowLong choices={MAINTENANCE} millis={millis} onChange={setMillis} />
      <Reason value={reason} onChange={setReason} placeholder="Bearing is replaced" />
    </FormDialog>
  );
}

/** Sensors that are not believed, and readings that came too late. */
export function DataCard({ asset }: { asset: string }) {
  const polling = usePolling();
  const findings = useQuery({ queryKey: ['instruments', 'asset', asset], queryFn: ({ signal }) => fetchFindings({ state: 'ALL', asset }, null, signal), refetchInterval: polling });
  const late = useQuery({ queryKey: ['corrections', asset], queryFn: ({ signal }) => fetchLate(asset, signal), refetchInterval: 60_000 });
  const open = findings.data?.items.filter((finding) => finding.closedAt === null) ?? [];
  const [all, setAll] = useState(false);
  const over = (findings.data?.items.length ?? 0) - open.length;
  return (
    <section className="card" aria-labelledby="data-title">
      <header className="card-head">
        <h2 id="data-title">Sensors and data</h2>
        {over > 0 && (
          <button type="button" className="button button-quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Only what is open' : `${count(over, 'earlier finding')}`}
          </button>
        )}
      </header>
      {findings.isPending ? (
        <AlarmListSkeleton rows={1} />
      ) : findings.isError && !findings.data ? (
        <Failed error={findings.error} what="The findings about sensors" retry={() => void findings.refetch()} />
      ) : open.length > 0 || all ? (
        <Findings findings={all ? findings.data.items : open} withoutAsset />
      ) : (
        <p className="data-well">
          <Icon name="check" size={18} />
          Every sensor is believed.
        </p>
      )}
      {late.isError && !late.data ? <Failed error={late.error} what="The count of late readings" retry={() => void late.refetch()} /> : late.data && late.data.readings > 0 ? <LateDays late={late.data} /> : null}
    </section>
  );
}

const DAYS_SHOWN = 14;

function LateDays({ late }: { late: Late }) {
  const days = late.days.slice(0, DAYS_SHOWN);
  const most = Math.max(1, ...days.map((day) => day.readings));
  return (
    <div className="card-body late">
      <p>
        <strong>{count(late.readings, 'reading')} came too late</strong> in 30 days: what was concluded of their time does not know them, but they are in the charts.
      </p>
      <ol className="actors">
        {days.map((day) => (
          <li key={day.day}>
            <span className="actors-name">
              {dayLabel(day.day)}
              <small className="muted">
                up to {duration(day.latest * 1000)} late · {day.points.slice(0, 4).join(', ')}
                {day.points.length > 4 ? ` and ${day.points.length - 4} more` : ''}
              </small>
            </span>
            <span className="actors-bar" aria-hidden="true">
              <span style={{ width: `${(day.readings / most) * 100}%` }} />
            </span>
            <span className="num">{day.readings}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
