import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { may, useMe } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { setCriticality, type Asset, type Criticality } from './api';

const CLASSES: readonly { value: Criticality | null; label: string; meaning: string }[] = [
  { value: 'A', label: 'Class A', meaning: 'A breakdown touches safety or the environment, or stops a line without a spare.' },
  { value: 'B', label: 'Class B', meaning: 'A breakdown reduces output.' },
  { value: 'C', label: 'Class C', meaning: 'A breakdown has little effect.' },
  { value: null, label: 'Not known', meaning: 'Counts as class B where risks are ranked.' },
];

/** How critical the asset is, and the way to say so for who may. */
export function CriticalityChip({ asset }: { asset: Asset }) {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const label = asset.criticality ? `Criticality ${asset.criticality}` : 'No criticality class';
  return (
    <>
      {may(me, 'ASSET_WRITE') ? (
        <button type="button" className="criticality-button" onClick={() => setAsking(true)} title="How critical it is ranks its advisories">
          {label}
        </button>
      ) : (
        asset.criticality && <span>{label}</span>
      )}
      {asking && <CriticalityDialog asset={asset} onClose={() => setAsking(false)} />}
    </>
  );
}

function CriticalityDialog({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [chosen, setChosen] = useState(asset.criticality);
  const save = useMutation({
    mutationFn: () => setCriticality(asset.tag, chosen),
    onSuccess: () => {
      for (const key of ['asset', 'assets', 'watch-list']) void queries.invalidateQueries({ queryKey: [key] });
      toast(`${asset.tag} saved`);
      onClose();
    },
  });
  return (
    <FormDialog title="How critical is it?" action="Save" acting="Saving" sending={save} onClose={onClose}>
      <p>
        {asset.name} <span className="muted">{asset.tag}</span>
      </p>
      <div className="choices" role="radiogroup" aria-label="Criticality">
        {CLASSES.map((one) => (
          <label key={one.label} className="choice">
            <input type="radio" name="criticality" data-focus={one.value === chosen ? true : undefined} checked={chosen === one.value} onChange={() => setChosen(one.value)} />
            <span>{one.label}</span>
            <small>{one.meaning}</small>
          </label>
        ))}
      </div>
    </FormDialog>
  );
}
