import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Versioned } from '../api/http';
import { usePolling } from '../live/LiveUpdates';
import { may, useMe, useNames } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Refused, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { activateDevice, deleteDevice, fetchDevice, removeCredential, suspendDevice, type Credential, type Device } from './api';
import { CredentialDialog } from './CredentialDialog';
import { DeviceDialog } from './DeviceDialog';
import { DeviceStateChip } from './parts';
import { KIND_LABEL } from './words';
import '../workorder/workorder.css';
import '../asset/asset.css';
import './device.css';

export function DevicePage() {
  const { tag = '' } = useParams();
  const polling = usePolling();
  const device = useQuery({ queryKey: ['device', tag], queryFn: ({ signal }) => fetchDevice(tag, signal), refetchInterval: polling || 15_000 });
  usePageTitle(device.data?.value.name ?? tag);
  return (
    <div className="page">
      <Link to="/devices" className="back">
        <Icon name="back" size={16} />
        Devices
      </Link>
      {device.isPending ? (
        <Loading label="Loading device">
          <div className="card card-body">
            <Skeleton width={260} height={28} />
            <p>
              <Skeleton height={96} />
            </p>
          </div>
        </Loading>
      ) : device.isError && !device.data ? (
        <div className="card">
          <Failed error={device.error} what="The device" retry={() => void device.refetch()} />
        </div>
      ) : (
        <Content device={device.data} />
      )}
    </div>
  );
}

type Open = 'edit' | 'credential' | 'suspend' | 'delete' | Credential | null;

function Content({ device }: { device: Versioned<Device> }) {
  const { value } = device;
  const me = useMe();
  const names = useNames();
  const writes = may(me, 'DEVICE_WRITE');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { toast } = useAnnouncer();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const activate = useMutation({
    mutationFn: () => activateDevice(value.tag),
    onSuccess: () => {
      toast(`${value.tag} is let in again`);
      for (const key of ['devices', 'device']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });

  return (
    <>
      <header className="card asset-head">
        <div className="order-head-top">
          <div className="order-head-title">
            <p className="order-number">
              <span>{value.userName}</span>
              <DeviceStateChip state={value.state} />
            </p>
            <h1>{value.name}</h1>
            <p className="order-asset muted">
              <span>{value.autoProvision ? 'Registers what it sends' : 'Writes what is registered'}</span>
              <span>
                {value.lastReadingAt ? (
                  <>
                    Latest reading <Time at={value.lastReadingAt} show="relative" />
                  </>
                ) : (
                  'No reading yet'
                )}
              </span>
              <span>
                Changed by {names(value.changedBy)} <Time at={value.changedAt} show="relative" />
              </span>
            </p>
          </div>
          {writes && (
            <div className="device-actions">
              <button type="button" className="button" onClick={() => setOpen('edit')}>
                Edit
              </button>
              {value.state === 'ACTIVE' ? (
                <button type="button" className="button" onClick={() => setOpen('suspend')}>
                  Suspend
                </button>
              ) : (
                <button type="button" className="button button-primary" disabled={activate.isPending} onClick={() => activate.mutate()}>
                  Activate
                </button>
              )}
              <button type="button" className="button button-danger" onClick={() => setOpen('delete')}>
                Delete
              </button>
            </div>
          )}
        </div>
        <Refused error={activate.error} />
      </header>

      <section className="card" aria-labelledby="credentials">
        <div className="card-head">
          <h2 id="credentials">Credentials</h2>
          {writes && (
            <button type="button" className="button" onClick={() => setOpen('credential')}>
              <Icon name="plus" size={18} />
              Add credential
            </button>
          )}
        </div>
        {value.credentialList.length === 0 ? (
          <Empty icon="devices" title="No credential yet">
            A gateway lets the device in once it has one.
          </Empty>
        ) : (
          <ul className="device-rows">
            {value.credentialList.map((credential) => (
              <li key={credential.id}>
                <span className="cell-2">
                  <strong>
                    {KIND_LABEL[credential.kind]}
                    {credential.label && ` · ${credential.label}`}
                  </strong>
                  <small className="device-break">
                    {credential.identity ?? credential.certificateSha256 ?? ''} added by {names(credential.createdBy)} <Time at={credential.createdAt} show="relative" />
                  </small>
                </span>
                {writes && (
                  <button type="button" className="button button-quiet button-danger" onClick={() => setOpen(credential)} aria-label={`Revoke ${KIND_LABEL[credential.kind]} ${credential.label}`}>
                    Revoke
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>

      <section className="card" aria-labelledby="grants">
        <div className="card-head">
          <h2 id="grants">May write</h2>
        </div>
        {value.grants.length === 0 ? (
          <Empty icon="assets" title="Nothing yet">
            What it sends is kept apart and listed under Discovered until it is granted.
          </Empty>
        ) : (
          <ul className="device-rows">
            {value.grants.map((grant) => (
              <li key={grant.asset}>
                <span className="cell-2">
                  <strong>{grant.asset === '*' ? 'Every asset' : <Link to={`/assets/${encodeURIComponent(grant.asset)}`}>{grant.asset}</Link>}</strong>
                  <small className="device-break">{grant.points.length === 0 ? 'All points and events' : grant.points.join(', ')}</small>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>

      {open === 'edit' && <DeviceDialog known={device} onClose={close} />}
      {open === 'credential' && <CredentialDialog device={value} onClose={close} />}
      {open === 'suspend' && (
        <Confirm title="Suspend device" action="Suspend" text={`Gateways refuse ${value.tag} and close its connections. Its credentials and grants stay.`} act={() => suspendDevice(value.tag)} done={`${value.tag} suspended`} onClose={close} />
      )}
      {open === 'delete' && (
        <Confirm
          title="Delete device"
          action="Delete"
          text={`${value.tag} goes with its credentials and grants. What it has written stays.`}
          act={() => deleteDevice(value.tag)}
          done={`${value.tag} deleted`}
          onClose={close}
          after={() => void navigate('/devices')}
        />
      )}
      {open !== null && typeof open === 'object' && (
        <Confirm title="Revoke credential" action="Revoke" text={`Whoever uses this ${KIND_LABEL[open.kind].toLowerCase()} is let in no more.`} act={() => removeCredential(value.tag, open.id)} done="Credential revoked" onClose={close} />
      )}
    </>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  action: string;
  act: () => Promise<void>;
  done: string;
  onClose: () => void;
  after?: () => void;
}

function Confirm({ title, text, action, act, done, onClose, after }: ConfirmProps) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      toast(done);
      onClose();
      after?.();
      for (const key of ['devices', ...(after ? [] : ['device'])]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <FormDialog title={title} action={action} acting="Saving" sending={acting} onClose={onClose} dismiss="Not now" dangerous>
      <p>{text}</p>
    </FormDialog>
  );
}
