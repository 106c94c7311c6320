import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { Refused } from '../ui/states';
import { addCredential, type AddCredential, type AddedCredential, type CredentialKind, type Device } from './api';
import { Copyable } from './parts';
import { KIND_LABEL, KIND_MEANING, tryLine } from './words';

const KINDS: readonly CredentialKind[] = ['PASSWORD', 'API_KEY', 'CERTIFICATE', 'PRE_SHARED_KEY'];

/** Adds a credential, then shows its secret: the only time. */
export function CredentialDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<CredentialKind>('PASSWORD');
  const [label, setLabel] = useState('');
  const [certificate, setCertificate] = useState('');
  const add = useMutation({
    // Nothing of a secret may stay in a cache.
    gcTime: 0,
    mutationFn: () => {
      const wanted: AddCredential = { kind, label: label.trim() };
      if (kind === 'CERTIFICATE') wanted[certificate.includes('BEGIN') ? 'certificatePem' : 'certificateSha256'] = certificate.trim();
      return addCredential(device.tag, wanted);
    },
    onSuccess: () => {
      for (const key of ['devices', 'device']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });

  if (add.data) return <Shown device={device} added={add.data} onClose={onClose} />;
  return (
    <Dialog
      title="Add credential"
      onClose={onClose}
      onSubmit={() => add.mutate()}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={add.isPending}>
            {add.isPending ? 'Adding…' : 'Add credential'}
          </button>
        </>
      }
    >
      <fieldset>
        <legend className="field-label">Kind</legend>
        <div className="choices">
          {KINDS.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="kind" data-focus={one === 'PASSWORD' ? true : undefined} checked={kind === one} onChange={() => setKind(one)} />
              <span>{KIND_LABEL[one]}</span>
              <small>{KIND_MEANING[one]}</small>
            </label>
          ))}
        </div>
      </fieldset>
      {kind === 'CERTIFICATE' && (
        <label className="field">
          <span className="field-label">Certificate (PEM), or its SHA-256 fingerprint</span>
          <textarea required maxLength={20_000} spellCheck={false} value={certificate} onChange={(event) => setCertificate(event.target.value)} placeholder="-----BEGIN CERTIFICATE-----" />
        </label>
      )}
      <label className="field">
        <span className="field-label">Label (optional)</span>
        <input maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} placeholder="2026, spare…" />
      </label>
      <Refused error={add.error} />
    </Dialog>
  );
}

function Shown({ device, added, onClose }: { device: Device; added: AddedCredential; onClose: () => void }) {
  const { kind, identity } = added.credential;
  return (
    <Dialog
      title={`${KIND_LABEL[kind]} added`}
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <button type="submit" className="button button-primary">
          Done
        </button>
      }
    >
      {added.secret && (
        <div className="notice notice-warn">
          <Icon name="warning" />
          <p>Copy it now: it is shown this once and cannot be read again.</p>
        </div>
      )}
      {kind === 'PASSWORD' && <Copyable label="User name" text={added.userName} />}
      {identity && <Copyable label="Identity" text={identity} />}
      {added.secret && <Copyable label={kind === 'PRE_SHARED_KEY' ? 'Key (hexadecimal)' : KIND_LABEL[kind]} text={added.secret} />}
      <Copyable label="Try it" text={tryLine(device, kind, added.secret, identity, window.location.hostname)} />
    </Dialog>
  );
}
