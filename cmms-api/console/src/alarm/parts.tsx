import { NavLink } from 'react-router';
import { useNames } from '../session/useSession';
import { Icon } from '../ui/Icon';
import { Time, useNow } from '../ui/Time';
import type { Alarm, AlarmState, Seen } from './api';
import { COMMAND, isOverdue, priorityLabel, STATE_LABEL, STATE_MEANING, standing } from './words';

export function AlarmTabs({ open }: { open?: number | null | undefined }) {
  return (
    <nav className="segments tabs" aria-label="Alarms">
      <NavLink to="/alarms" end>
        Alarms
      </NavLink>
      <NavLink to="/sensors">
        Sensors
        {open ? (
          <span className="badge">
            {open}
            <span className="visually-hidden"> not believed</span>
          </span>
        ) : null}
      </NavLink>
      <NavLink to="/alarm-figures">Figures</NavLink>
    </nav>
  );
}

export function AlarmPriority({ priority }: { priority: number }) {
  return (
    <span className={`chip priority priority-${priority}`}>
      <span className="priority-number">
        <span className="visually-hidden">Priority </span>
        {priority}
      </span>
      {priorityLabel(priority)}
    </span>
  );
}

/** Shape, colour and word say the same. */
export function AlarmStateChip({ state }: { state: AlarmState }) {
  return (
    <span className={`chip state-chip alarm-${state}`} title={STATE_MEANING[state]}>
      <span className="state-mark" aria-hidden="true" />
      {STATE_LABEL[state]}
    </span>
  );
}

/** What is on its way to the monitoring: the state changes when it answers. */
export function PendingNote({ alarm }: { alarm: Pick<Alarm, 'pending'> }) {
  const now = useNow();
  const names = useNames();
  const { pending } = alarm;
  if (!pending) return null;
  const late = isOverdue(pending, now);
  return (
    <span className={`pending${late ? ' pending-late' : ''}`} title={`Asked for by ${names(pending.by)}. The state changes when the monitoring confirms it, usually with its next scan.`}>
      <Icon name="clock" size={14} />
      <span>
        {COMMAND[pending.kind].pending}, {late ? 'still not confirmed' : 'not yet confirmed'} · <Time at={pending.askedAt} show="relative" />
      </span>
    </span>
  );
}

/** Why it is held back, by whom and how long; or who has seen it. */
export function Because({ alarm }: { alarm: Pick<Seen, 'state' | 'reason' | 'by' | 'shelvedUntil'> }) {
  const names = useNames();
  const who = names(alarm.by);
  if (alarm.state === 'SHELVED') {
    return (
      <small className="because">
        Until <Time at={alarm.shelvedUntil} show="absolute" />
        {who && ` · ${who}`}
        {alarm.reason && `: ${alarm.reason}`}
      </small>
    );
  }
  const said = alarm.state === 'OUT_OF_SERVICE' ? [who, alarm.reason].filter((part) => part).join(': ') : alarm.state === 'ACTIVE_ACKNOWLEDGED' && who ? `Seen by ${who}` : alarm.reason;
  return said ? <small className="because">{said}</small> : null;
}

export function Standing({ seen }: { seen: Pick<Seen, 'value' | 'limit' | 'unit' | 'meaning'> }) {
  const { value, limit, what } = standing(seen);
  return (
    <span className="cell-2 num">
      <span className="standing">{value}</span>
      <small>{limit}</small>
      {what && <small className="standing-what">{what}</small>}
    </span>
  );
}
