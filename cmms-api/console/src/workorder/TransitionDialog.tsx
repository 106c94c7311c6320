import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/problem';
import type { Versioned } from '../api/http';
import { fetchUsers } from '../session/api';
import { may, ROLE_LABEL, useMe } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/Icon';
import { moveWorkOrder, type Finding, type Status, type Transition, type WorkOrder } from './api';
import { FINDINGS, STATUS_LABEL, transitionWords } from './vocabulary';

interface TransitionDialogProps {
  order: Versioned<WorkOrder>;
  to: Status;
  onClose: () => void;
}

/** Asks for what a step needs, then takes it on the version that the reader has seen. */
export function TransitionDialog({ order, to, onClose }: TransitionDialogProps) {
  const { value: current, etag } = order;
  const queries = useQueryClient();
  const me = useMe();
  const { toast } = useAnnouncer();
  const [note, setNote] = useState('');
  const [assignee, setAssignee] = useState(current.assignee ?? '');
  const giving = may(me, 'WORK_ORDER_ASSIGN');
  const [finding, setFinding] = useState<Finding | null>(null);
  const [replaced, setReplaced] = useState(false);
  // The words of the step that was chosen, also when the order has meanwhile moved on.
  const [words] = useState(() => transitionWords(current.status, to, giving));
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => fetchUsers(signal), enabled: to === 'ASSIGNED' && giving, staleTime: 300_000 }).data;
  const workers = users?.filter((user) => user.roles.some((role) => role !== 'VIEWER'));

  /** Who may not give work to others takes it; handing back leaves the name where it is. */
  const assignment = (): { assignee?: string } => {
    if (to !== 'ASSIGNED') return {};
    if (giving) return { assignee };
    return current.status === 'NEW' && me ? { assignee: me.username } : {};
  };

  const move = useMutation({
    mutationFn: () => {
      const text = note.trim();
      const transition: Transition = {
        to,
        ...(text ? { note: text } : {}),
        ...assignment(),
        ...(to === 'COMPLETED' && finding ? { asFound: { finding, componentReplaced: replaced, ...(text ? { note: text } : {}) } } : {}),
      };
      return moveWorkOrder(current.id, etag, transition);
    },
    onSuccess: () => {
      toast(`${current.number} ${words.done}`);
      onClose();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['work-order', current.id] });
      for (const key of ['work-orders', 'summary', 'assets', 'asset']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });

  const stale = move.error instanceof ApiError && move.error.status === 412;
  const possible = current.transitions.includes(to);
  return (
    <FormDialog
      title={words.action}
      action={words.action}
      acting="Saving"
      sending={move}
      onClose={onClose}
      dismiss={to === 'CANCELLED' ? 'Keep the order' : 'Not now'}
      dangerous={words.kind === 'danger'}
      incomplete={!possible || (to === 'COMPLETED' && finding === null)}
      refusal={stale ? <Overtaken current={current} possible={possible} /> : undefined}
    >
      <p>
        {current.number} · {current.title}
      </p>
      {to === 'ASSIGNED' && giving && (
        <label className="field">
          <span className="field-label">Assignee</span>
          <select required data-focus value={assignee} onChange={(event) => setAssignee(event.target.value)}>
            <option value="">Choose who does the work</option>
            {workers?.map((user) => (
              <option key={user.username} value={user.username}>
                {user.displayName}
                {user.username === me?.username ? ' (me)' : ''} – {user.roles.map((role) => ROLE_LABEL[role] ?? role).join(', ')}
              </option>
            ))}
          </select>
        </label>
      )}
      {to === 'COMPLETED' && (
        <>
          <fieldset>
            <legend className="field-label">What was found?</legend>
            <div className="choices">
              {FINDINGS.map((one) => (
                <label key={one.finding} className="choice">
                  <input type="radio" name="finding" required data-focus={one.finding === 'CONFIRMED' ? true : undefined} checked={finding === one.finding} onChange={() => setFinding(one.finding)} />
                  <span>{one.label}</span>
                  <small>{one.meaning}</small>
                </label>
              ))}
            </div>
          </fieldset>
          <label className="choice">
            <input type="checkbox" checked={replaced} onChange={(event) => setReplaced(event.target.checked)} />
            <span>Component replaced</span>
            <small>The monitoring then learns the new baseline and counts its age from zero.</small>
          </label>
        </>
      )}
      <label className="field">
        <span className="field-label">{to === 'CANCELLED' ? 'Reason' : 'Note (optional)'}</span>
        <textarea required={to === 'CANCELLED'} data-focus={to === 'CANCELLED' ? true : undefined} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
    </FormDialog>
  );
}

function Overtaken({ current, possible }: { current: WorkOrder; possible: boolean }) {
  return (
    <div className="notice notice-warn" role="alert">
      <Icon name="warning" />
      <div>
        <strong>Someone else has changed this order in the meantime.</strong>
        <p>
          It is reloaded: status {STATUS_LABEL[current.status].toLowerCase()}, version {current.version}.{' '}
          {possible ? 'Check it, then confirm again. Your note is kept.' : 'This step is no longer possible.'}
        </p>
      </div>
    </div>
  );
}
