import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { may, useMe, useNames } from '../session/useSession';
import { TrendTabs } from '../trends/TrendTabs';
import { Icon } from '../ui/Icon';
import { Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { usePageTitle } from '../ui/usePageTitle';
import { fetchSettings, type Days, type Setting, type Settings } from './api';
import { ChangesDialog, RetentionDialog, WithdrawDialog } from './RetentionDialogs';
import { daysText, FOR_EVER, KINDS, placeName } from './words';
import './retention.css';

/** How long time series are kept, for the organization and for each site. */
export function RetentionPage() {
  usePageTitle('Retention');
  const me = useMe();
  const changing = may(me, 'RETENTION');
  const settings = useQuery({ queryKey: ['retentions', 'all'], queryFn: ({ signal }) => fetchSettings(signal) });
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>Retention</h1>
          <p>How long readings, and what is made of them, are kept</p>
        </div>
      </header>
      <TrendTabs />
      {settings.data?.settings.length === 0 && (
        <div className="notice">
          <Icon name="info" />
          <div>
            <strong>Everything is kept for ever.</strong>
            <p>{changing ? 'Set a limit for the organization or for a site, and what is older is removed by itself.' : 'An administrator may set a limit for the organization or for a site.'}</p>
          </div>
        </div>
      )}
      <section className="card table-card" aria-label="Retention">
        {settings.isPending ? (
          <Loading label="Loading the retention">
            {Array.from({ length: 3 }, (_, row) => (
              <div key={row} className="skeleton-row">
                <Skeleton height={18} />
              </div>
            ))}
          </Loading>
        ) : settings.data ? (
          <Places settings={settings.data} changing={changing} />
        ) : (
          <Failed error={settings.error} what="The retention" retry={() => void settings.refetch()} />
        )}
      </section>
      <p className="retention-note muted">
        What is older goes by whole months (UTC), so it stays up to a month longer. It does not come back when a limit is raised later.
        {me && !changing && ' Only administrators change this.'}
      </p>
    </div>
  );
}

type Asked = { site: string | null; what: 'change' | 'withdraw' | 'record' };

function Places({ settings: { settings, sites }, changing }: { settings: Settings; changing: boolean }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const own = new Map(settings.map((setting) => [setting.site, setting]));
  const rest = own.get(null)?.keeps ?? FOR_EVER;
  // A setting may be of a site that has no asset any more.
  const all = [...new Set([...sites, ...settings.flatMap(({ site }) => site ?? [])])].sort((one, other) => one.localeCompare(other));
  const withdrawn = asked?.what === 'withdraw' ? own.get(asked.site) : undefined;
  const close = (): void => setAsked(null);
  return (
    <>
      <table className="table retention">
        <thead>
          <tr>
            <th scope="col">Where</th>
            {KINDS.map(({ name, label, hint }) => (
              <th key={name} scope="col" title={hint}>
                {label}
              </th>
            ))}
            <th scope="col">Set</th>
            <th scope="col">
              <span className="visually-hidden">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[null, ...all].map((site) => (
            <Place key={site ?? ''} site={site} setting={own.get(site)} rest={rest} changing={changing} ask={(what) => setAsked({ site, what })} />
          ))}
        </tbody>
      </table>
      {asked?.what === 'change' && <RetentionDialog site={asked.site} onClose={close} />}
      {asked?.what === 'record' && <ChangesDialog site={asked.site} onClose={close} />}
      {withdrawn && <WithdrawDialog setting={withdrawn} instead={withdrawn.site === null ? FOR_EVER : rest} onClose={close} />}
    </>
  );
}

interface PlaceProps {
  site: string | null;
  /** Its own. */
  setting: Setting | undefined;
  /** What holds where there is none. */
  rest: Days;
  changing: boolean;
  ask: (what: Asked['what']) => void;
}

function Place({ site, setting, rest, changing, ask }: PlaceProps) {
  const names = useNames();
  const name = placeName(site);
  const keeps = setting?.keeps ?? rest;
  return (
    <tr data-place={site ?? ''} className={setting ? undefined : 'retention-inherited'}>
      <th scope="row">
        {name}
        {site === null && <small>all sites without a setting of their own</small>}
      </th>
      {KINDS.map((kind) => (
        <td key={kind.name} data-label={kind.label} className="num">
          {daysText(keeps[kind.name])}
        </td>
      ))}
      <td data-label="Set" className="retention-set">
        {setting ? (
          <>
            <Time at={setting.changedAt} show="relative" />
            <small>{names(setting.changedBy)}</small>
          </>
        ) : site === null ? (
          'not set'
        ) : (
          'as the organization'
        )}
      </td>
      <td className="retention-actions">
        <button type="button" className="button button-quiet" aria-label={`Record of changes, ${name}`} onClick={() => ask('record')}>
          Record
        </button>
        {changing && setting && (
          <button type="button" className="button button-quiet" aria-label={`Withdraw, ${name}`} onClick={() => ask('withdraw')}>
            Withdraw
          </button>
        )}
        {changing && (
          <button type="button" className="button" aria-label={`${setting ? 'Change' : 'Set'}, ${name}`} onClick={() => ask('change')}>
            {setting ? 'Change' : 'Set'}
          </button>
        )}
      </td>
    </tr>
  );
}
