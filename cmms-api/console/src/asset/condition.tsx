import { exactHours, hours, hoursRange, isNumber, NOTHING, percent } from '../ui/format';
import { Meter } from '../workorder/chips';
import type { ConditionState, Health } from './api';

const STATE_LABEL: Readonly<Record<ConditionState, string>> = { ALARM: 'Alarm', ALERT: 'Alert', NORMAL: 'Normal', UNKNOWN: 'Unknown' };

/** Shape, colour and word say the same. */
export function StateChip({ state }: { state: ConditionState }) {
  return (
    <span className={`chip state-chip state-${state}`}>
      <span className="state-mark" aria-hidden="true" />
      {STATE_LABEL[state] ?? state}
    </span>
  );
}

export function HealthBar({ health }: { health: Health | null }) {
  if (!health || !isNumber(health.index)) return <span className="muted">{NOTHING}</span>;
  return (
    <span className="meter-text health">
      <span className="num">{percent(health.index)}</span>
      <Meter share={health.index} tone="health" />
    </span>
  );
}

export function Life({ health }: { health: Health | null }) {
  if (!health || !isNumber(health.remainingLifeHours)) return <span className="muted">{NOTHING}</span>;
  return (
    <span className="cell-2 num" title={`Median ${exactHours(health.remainingLifeHours)}; 90 % interval ${exactHours(health.remainingLifeLowHours)} to ${exactHours(health.remainingLifeHighHours)}`}>
      {hours(health.remainingLifeHours)}
      <small>{hoursRange(health.remainingLifeLowHours, health.remainingLifeHighHours)}</small>
    </span>
  );
}
