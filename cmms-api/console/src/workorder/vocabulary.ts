import type { Finding, Status } from './api';

/** The way of a work order; CANCELLED leaves it. */
export const STEPS: readonly Status[] = ['NEW', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'VERIFIED', 'CLOSED'];

export const STATUS_LABEL: Readonly<Record<Status, string>> = {
  NEW: 'New',
  ASSIGNED: 'Assigned',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Completed',
  VERIFIED: 'Verified',
  CLOSED: 'Closed',
  CANCELLED: 'Cancelled',
};

export interface PriorityWords {
  label: string;
  meaning: string;
}

export const PRIORITIES: readonly number[] = [1, 2, 3, 4, 5];

const PRIORITY: Readonly<Record<number, PriorityWords>> = {
  1: { label: 'Emergency', meaning: 'start now' },
  2: { label: 'Urgent', meaning: 'within 24 hours' },
  3: { label: 'High', meaning: 'within 7 days' },
  4: { label: 'Normal', meaning: 'within 30 days' },
  5: { label: 'Opportunity', meaning: 'at the next stop' },
};

export const priorityWords = (priority: number): PriorityWords => PRIORITY[priority] ?? { label: 'Unranked', meaning: '' };

export const FINDINGS: readonly { finding: Finding; label: string; meaning: string }[] = [
  { finding: 'CONFIRMED', label: 'Fault confirmed', meaning: 'The fault that was predicted was there.' },
  { finding: 'OTHER_FAULT', label: 'Other fault', meaning: 'Something else was wrong; say what in the note.' },
  { finding: 'NO_FAULT_FOUND', label: 'No fault found', meaning: 'Nothing was wrong. This rule stays quiet for this asset for a while.' },
];

export const findingLabel = (finding: Finding): string => FINDINGS.find((one) => one.finding === finding)?.label ?? finding;

export const isDone = (status: Status): boolean =>
  status === 'COMPLETED' || status === 'VERIFIED' || status === 'CLOSED' || status === 'CANCELLED';

export const isOpen = (status: Status): boolean => status !== 'CLOSED' && status !== 'CANCELLED';

export interface TransitionWords {
  /** On the button. */
  action: string;
  /** What will have happened, for the message afterwards. */
  done: string;
  kind: 'primary' | 'plain' | 'danger';
}

/** `giving`: whether this person may give work to others, or only take it. */
export function transitionWords(from: Status, to: Status, giving = true): TransitionWords {
  if (to === 'CANCELLED') return { action: 'Cancel order', done: 'cancelled', kind: 'danger' };
  if (from === 'IN_PROGRESS' && to === 'ASSIGNED') return { action: 'Hand back', done: 'handed back', kind: 'plain' };
  if (from === 'COMPLETED' && to === 'IN_PROGRESS') return { action: 'Send back for rework', done: 'sent back for rework', kind: 'plain' };
  switch (to) {
    case 'ASSIGNED':
      return { action: giving ? 'Assign' : 'Take order', done: giving ? 'assigned' : 'taken', kind: 'primary' };
    case 'IN_PROGRESS':
      return { action: 'Start work', done: 'in progress', kind: 'primary' };
    case 'COMPLETED':
      return { action: 'Complete work', done: 'completed', kind: 'primary' };
    case 'VERIFIED':
      return { action: 'Verify', done: 'verified', kind: 'primary' };
    case 'CLOSED':
      return { action: 'Close order', done: 'closed', kind: 'primary' };
    default:
      return { action: STATUS_LABEL[to], done: STATUS_LABEL[to].toLowerCase(), kind: 'plain' };
  }
}
