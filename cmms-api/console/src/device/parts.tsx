import { useState } from 'react';
import { NavLink } from 'react-router';
import { useAnnouncer } from '../ui/Announcer';
import { Icon } from '../ui/Icon';
import type { DeviceState } from './api';

export function DeviceTabs() {
  return (
    <nav className="segments tabs" aria-label="Devices">
      <NavLink to="/devices" end>
        Registered
      </NavLink>
      <NavLink to="/discovered">Discovered</NavLink>
    </nav>
  );
}

export function DeviceStateChip({ state }: { state: DeviceState }) {
  return (
    <span className={`chip state-chip ${state === 'ACTIVE' ? 'state-NORMAL' : 'state-ALERT'}`}>
      <span className="state-mark" aria-hidden="true" />
      {state === 'ACTIVE' ? 'Active' : 'Suspended'}
    </span>
  );
}

/** A text to paste elsewhere. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const { say } = useAnnouncer();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    // Without HTTPS a browser may have no clipboard: the text can be selected by hand.
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      say(`${label} copied`);
    });
  };
  return (
    <div className="copyable">
      <span className="field-label">{label}</span>
      <code tabIndex={0}>{text}</code>
      <button type="button" className="icon-button" onClick={copy} aria-label={`Copy ${label.toLowerCase()}`} title={copied ? 'Copied' : 'Copy'}>
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
    </div>
  );
}
