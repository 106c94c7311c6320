import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../ui/Dialog';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/Icon';
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
  const [password, setPassword] = useState('');
  const [identity, setIdentity] = useState('');
  const [key, setKey] = useState('');
  const add = useMutation({
    // Nothing of a secret may stay in a cache.
    gcTime: 0,
    mutationFn: () => {
      const wanted: AddCredential = { kind, label: label.trim() };
      if (kind === 'CERTIFICATE') wanted[certificate.includes('BEGIN') ? 'certificatePem' : 'certificateSha256'] = certificate.trim();
      if (kind === 'PASSWORD' && password) wanted.password = password;
      if (kind === 'PRE_SHARED_KEY' && identity.trim()) wanted.identity = identity.trim();
      if (kind === 'PRE_SHARED_KEY' && key.trim()) wanted.keyHex = key.trim();
      return addCredential(device.tag, wanted);
    },
    onSuccess: () => {
      setPassword('');
      setKey('');
      for (const changed of ['devices', 'device']) void queries.invalidateQueries({ queryKey: [changed] });
    },
  });

  if (add.data) return <Shown device={device} added={add.data} onClose={onClose} />;
  return (
    <FormDialog title="Add credential" action="Add credential" acting="Adding" sending={add} onClose={onClose}>
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
      {kind === 'PASSWORD' && (
        <label className="field">
          <span className="field-label">Password (optional)</span>
          <input type="password" minLength={12} maxLength={256} autoComplete="new-password" spellCheck={false} value={password} onChange={(event) => setPassword(event.target.value)} aria-describedby="generated-hint" />
          <span className="field-hint" id="generated-hint">
            At least 12 characters. Leave it empty and a strong one is generated.
          </span>
        </label>
      )}
      {kind === 'PRE_SHARED_KEY' && (
        <>
          <label className="field">
            <span className="field-label">Identity (optional)</span>
            <input maxLength={200} pattern="[!-~]*" title="Printable ASCII characters without spaces" autoComplete="off" spellCheck={false} value={identity} onChange={(event) => setIdentity(event.target.value)} placeholder={device.userName} />
          </label>
          <label className="field">
            <span className="field-label">Key, hexadecimal (optional)</span>
            <input type="password" pattern="([0-9A-Fa-f]{2}){16,64}" title="16 to 64 bytes: 32 to 128 hexadecimal digits" maxLength={128} autoComplete="off" spellCheck={false} value={key} onChange={(event) => setKey(event.target.value)} aria-describedby="key-hint" />
            <span className="field-hint" id="key-hint">
              The one that the device has already, 16 to 64 bytes. Leave it empty and one is generated.
            </span>
          </label>
        </>
      )}
      <label className="field">
        <span className="field-label">Label (optional)</span>
        <input maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} placeholder="2026, spare…" />
      </label>
    </FormDialog>
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
