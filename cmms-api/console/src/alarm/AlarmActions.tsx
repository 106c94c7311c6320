import { useState } from 'react';
import { FormDialog } from '../ui/FormDialog';
import { words } from '../ui/format';
import type { Alarm, CommandKind } from './api';
import { useAsk } from './useAsk';
import { COMMAND, SHELVING, untilAfter } from './words';

/** What this person may ask for; the first is the one to take. */
export function AlarmActions({ alarm, all = false }: { alarm: Alarm; all?: boolean }) {
  const [open, setOpen] = useState<'SHELVE' | 'OUT_OF_SERVICE' | null>(null);
  const ask = useAsk(alarm);
  const offered = alarm.actions.filter((kind) => kind !== alarm.pending?.kind);
  const shown = all ? offered : offered.filter((kind) => kind !== 'OUT_OF_SERVICE');
  if (shown.length === 0) return null;
  const take = (kind: CommandKind): void => {
    if (kind === 'SHELVE' || kind === 'OUT_OF_SERVICE') setOpen(kind);
    else ask.mutate({ kind });
  };
  const about = `${words(alarm.detector)} of ${alarm.assetName}`;
  return (
    <span className="alarm-actions">
      {shown.map((kind) => (
        <button key={kind} type="button" className={`button${kind === 'ACKNOWLEDGE' ? ' button-primary' : ''}${all ? '' : ' button-small'}`} disabled={ask.isPending} onClick={() => take(kind)} aria-label={`${COMMAND[kind].action}: ${about}`}>
          {COMMAND[kind].action}
        </button>
      ))}
      {open && <HoldBackDialog alarm={alarm} kind={open} onClose={() => setOpen(null)} />}
    </span>
  );
}

function HoldBackDialog({ alarm, kind, onClose }: { alarm: Alarm; kind: 'SHELVE' | 'OUT_OF_SERVICE'; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [millis, setMillis] = useState(SHELVING[1]?.millis ?? 0);
  const ask = useAsk(alarm, onClose);
  const shelving = kind === 'SHELVE';
  const sending = {
    ...ask,
    mutate: () => ask.mutate({ kind, reason: reason.trim(), ...(shelving ? { until: untilAfter(millis, Date.now()) } : {}) }),
  };
  return (
    <FormDialog title={shelving ? 'Shelve alarm' : 'Take alarm out of service'} action={shelving ? 'Shelve' : 'Take out of service'} acting={COMMAND[kind].acting} sending={sending} onClose={onClose}>
      <p className="muted">
        {words(alarm.detector)} of {alarm.assetName}.{' '}
        {shelving ? 'It is not announced until then, and comes back by itself.' : 'It is not announced until someone puts it in service again.'} The monitoring goes on watching.
      </p>
      {shelving && <ForHowLong choices={SHELVING} millis={millis} onChange={setMillis} />}
      <Reason value={reason} onChange={setReason} placeholder={shelving ? 'Sensor is replaced on Friday' : 'Not fitted on this machine'} focus={!shelving} />
    </FormDialog>
  );
}

export function ForHowLong({ choices, millis, onChange }: { choices: readonly { label: string; millis: number }[]; millis: number; onChange: (millis: number) => void }) {
  return (
    <fieldset>
      <legend className="field-label">For how long</legend>
      <div className="for-how-long">
        {choices.map((choice) => (
          <label key={choice.millis} className="choice">
            <input type="radio" name="for-how-long" data-focus={choice.millis === millis ? true : undefined} checked={choice.millis === millis} onChange={() => onChange(choice.millis)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Reason({ value, onChange, placeholder, focus = false }: { value: string; onChange: (value: string) => void; placeholder: string; focus?: boolean }) {
  return (
    <label className="field">
      <span className="field-label">Reason</span>
      <input required data-focus={focus ? true : undefined} maxLength={500} pattern=".*\S.*" title="Say why" value={value} onChange={(event) => onChange(event.target.value)} placeholder={placeholder} />
    </label>
  );
}
