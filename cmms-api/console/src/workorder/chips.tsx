import { percent, hours, exactHours } from '../ui/format';
import type { Status } from './api';
import { priorityWords, STATUS_LABEL } from './vocabulary';

/** Number and word: the colour only helps to find it. */
export function PriorityChip({ priority }: { priority: number }) {
  const { label, meaning } = priorityWords(priority);
  return (
    <span className={`chip priority priority-${priority}`} title={meaning ? `Priority ${priority}: ${meaning}` : undefined}>
      <span className="priority-number">
        <span className="visually-hidden">Priority </span>
        {priority}
      </span>
      {label}
    </span>
  );
}

export function StatusChip({ status }: { status: Status }) {
  return (
    <span className={`chip status status-${status}`}>
      <span className="status-dot" aria-hidden="true" />
      {STATUS_LABEL[status]}
    </span>
  );
}

export function Probability({ value }: { value: number | null }) {
  return (
    <span className="meter-text">
      <span className="num">{percent(value)}</span>
      {value !== null && <Meter share={value} tone="risk" />}
    </span>
  );
}

export function RemainingLife({ value }: { value: number | null }) {
  return (
    <span className="num" title={value === null ? undefined : `Remaining life, median: ${exactHours(value)}`}>
      {hours(value)}
    </span>
  );
}

/** A share of one as a bar, beside its number. */
export function Meter({ share, tone }: { share: number; tone: 'risk' | 'health' }) {
  const part = Math.max(0, Math.min(1, share));
  const level = tone === 'risk' ? (part > 0.5 ? 'bad' : part > 0.15 ? 'fair' : 'good') : part < 0.35 ? 'bad' : part < 0.65 ? 'fair' : 'good';
  return (
    <span className="meter" aria-hidden="true">
      <span className={`meter-fill meter-${level}`} style={{ width: `${part * 100}%` }} />
    </span>
  );
}
