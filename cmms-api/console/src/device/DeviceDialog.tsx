import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Versioned } from '../api/http';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { describeDevice, registerDevice, type Device, type Limits } from './api';
import { grantLines, parseGrants } from './words';

const GATEWAYS_DEFAULT: Limits = { messagesPerSecond: 0, readingsPerSecond: 0, maxMessageBytes: 0 };

const LIMITS: readonly { name: keyof Limits; label: string }[] = [
  { name: 'messagesPerSecond', label: 'Messages per second' },
  { name: 'readingsPerSecond', label: 'Readings per second' },
  { name: 'maxMessageBytes', label: 'Largest message, bytes' },
];

/** Registers a device, or describes the given one anew. */
export function DeviceDialog({ onClose, known }: { onClose: () => void; known?: Versioned<Device> }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { toast } = useAnnouncer();
  const [tag, setTag] = useState(known?.value.tag ?? '');
  const [name, setName] = useState(known?.value.name ?? '');
  const [grants, setGrants] = useState(grantLines(known?.value.grants ?? []));
  const [autoProvision, setAutoProvision] = useState(known?.value.autoProvision ?? false);
  const [limits, setLimits] = useState(known?.value.limits ?? GATEWAYS_DEFAULT);

  const save = useMutation({
    mutationFn: () => {
      const described = { name: name.trim(), autoProvision, limits, grants: parseGrants(grants) };
      return known ? describeDevice(known.value.tag, known.etag, described) : registerDevice({ tag: tag.trim(), ...described });
    },
    onSuccess: (device) => {
      for (const key of ['devices', 'device', 'discoveries']) void queries.invalidateQueries({ queryKey: [key] });
      toast(known ? `${device.tag} saved` : `${device.tag} registered`);
      onClose();
      if (!known) void navigate(`/devices/${encodeURIComponent(device.tag)}`);
    },
  });

  return (
    <FormDialog title={known ? 'Edit device' : 'New device'} action={known ? 'Save' : 'Register device'} acting="Saving" sending={save} onClose={onClose}>
      {!known && (
        <label className="field">
          <span className="field-label">Tag</span>
          <input required data-focus maxLength={128} pattern="[A-Za-z0-9][A-Za-z0-9._:\-]*" title="A-Z a-z 0-9 . _ : -" value={tag} onChange={(event) => setTag(event.target.value)} autoComplete="off" placeholder="press-7" />
        </label>
      )}
      <label className="field">
        <span className="field-label">Name</span>
        <input required data-focus={known ? true : undefined} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} placeholder="What and where it is" />
      </label>
      <label className="field">
        <span className="field-label">May write</span>
        <textarea value={grants} onChange={(event) => setGrants(event.target.value)} spellCheck={false} placeholder={'press-7\npump-1: temp, pressure'} aria-describedby="grants-hint" />
        <span className="field-hint" id="grants-hint">
          One asset to a line, with its points after a colon; without points all of them. * is every asset.
        </span>
      </label>
      <label className="choice">
        <input type="checkbox" checked={autoProvision} onChange={(event) => setAutoProvision(event.target.checked)} />
        <span>Register what it sends</span>
        <small>Assets and points that nobody has registered are registered when it first writes them.</small>
      </label>
      <details className="device-limits">
        <summary>Limits</summary>
        <div className="fields-2">
          {LIMITS.map((one) => (
            <label key={one.name} className="field">
              <span className="field-label">{one.label}</span>
              <input type="number" min={0} step={1} value={limits[one.name]} onChange={(event) => setLimits({ ...limits, [one.name]: Number(event.target.value) })} />
            </label>
          ))}
        </div>
        <span className="field-hint">0 is the gateway's default.</span>
      </details>
    </FormDialog>
  );
}
