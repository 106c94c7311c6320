import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { describePoint, removePoint, type Point } from './api';

const UNIT = '[!-~]+';
const UNIT_TITLE = 'A UCUM unit without spaces, such as Cel, bar or mm/s';

const text = (value: string): string | null => value.trim() || null;
const number = (value: string): number | null => (value.trim() === '' ? null : Number(value));
const shown = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

interface PointDialogProps {
  asset: string;
  onClose: () => void;
  onSaved: (point: string) => void;
  known?: Point;
}

/** Registers a measurement point, or describes the given one anew. */
export function PointDialog({ asset, onClose, onSaved, known }: PointDialogProps) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [name, setName] = useState(known?.name ?? '');
  const [unit, setUnit] = useState(known?.unit ?? '');
  const [description, setDescription] = useState(known?.description ?? '');
  const [low, setLow] = useState(shown(known?.low));
  const [high, setHigh] = useState(shown(known?.high));
  const [sourceUnit, setSourceUnit] = useState(known?.sourceUnit ?? '');
  const [lowPriority, setLowPriority] = useState(known?.lowPriority ?? false);
  const planned = known?.planned ?? false;
  const save = useMutation({
    mutationFn: () =>
      describePoint(asset, name.trim(), { unit: text(unit), description: text(description), low: number(low), high: number(high), sourceUnit: text(sourceUnit), lowPriority }),
    onSuccess: () => {
      for (const key of ['asset', 'discoveries']) void queries.invalidateQueries({ queryKey: [key] });
      toast(`${name.trim()} ${known && known.origin !== null ? 'saved' : 'registered'}`);
      onSaved(name.trim());
      onClose();
    },
  });

  return (
    <FormDialog title={known ? `${known.origin === null ? 'Register' : 'Edit'} ${known.name}` : 'Add measurement point'} action={known && known.origin !== null ? 'Save' : 'Register point'} acting="Saving" sending={save} onClose={onClose}>
      {planned && <p className="muted">Name, unit, description and range are those of the monitoring plan in force.</p>}
      {!known && (
        <label className="field">
          <span className="field-label">Name</span>
          <input required data-focus maxLength={128} value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" placeholder="bearing-temp" />
          <span className="field-hint">As the device sends it.</span>
        </label>
      )}
      <div className="fields-2">
        <label className="field">
          <span className="field-label">Unit</span>
          <input data-focus={known && !planned ? true : undefined} disabled={planned} maxLength={64} pattern={UNIT} title={UNIT_TITLE} value={unit} onChange={(event) => setUnit(event.target.value)} autoComplete="off" placeholder="Cel" />
          <span className="field-hint">UCUM: Cel, bar, mm/s</span>
        </label>
        <label className="field">
          <span className="field-label">Device sends it in</span>
          <input data-focus={planned ? true : undefined} maxLength={64} pattern={UNIT} title={UNIT_TITLE} value={sourceUnit} onChange={(event) => setSourceUnit(event.target.value)} autoComplete="off" placeholder={unit || 'the same'} />
          <span className="field-hint">Where the message does not say</span>
        </label>
        <label className="field">
          <span className="field-label">Lowest possible value</span>
          <input type="number" step="any" disabled={planned} value={low} onChange={(event) => setLow(event.target.value)} />
        </label>
        <label className="field">
          <span className="field-label">Highest possible value</span>
          <input type="number" step="any" disabled={planned} value={high} onChange={(event) => setHigh(event.target.value)} />
        </label>
      </div>
      <label className="field">
        <span className="field-label">Description (optional)</span>
        <input disabled={planned} maxLength={500} value={description} onChange={(event) => setDescription(event.target.value)} placeholder="What is measured, and where" />
      </label>
      <label className="choice">
        <input type="checkbox" checked={lowPriority} onChange={(event) => setLowPriority(event.target.checked)} />
        <span>May be dropped first</span>
        <small>Low priority: when a gateway's disk is full while Kafka is away.</small>
      </label>
    </FormDialog>
  );
}

export function RemovePointDialog({ asset, point, onClose }: { asset: string; point: string; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const remove = useMutation({
    mutationFn: () => removePoint(asset, point),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['asset'] });
      toast(`${point} removed`);
      onClose();
    },
  });
  return (
    <FormDialog title="Remove measurement point" action="Remove" acting="Removing" sending={remove} onClose={onClose} dismiss="Not now" dangerous>
      <p>What devices send for {point} from now on is kept apart, and listed under Discovered. Its readings so far stay.</p>
    </FormDialog>
  );
}
