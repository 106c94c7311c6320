import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { words } from '../ui/format';
import { Failed } from '../ui/states';
import { Time } from '../ui/Time';
import { fetchShadow, type Compared, type Raised, type RaisedKind } from './api';
import { faultLabel, RAISED_LABEL } from './words';
import './alarm.css';

const KINDS: readonly RaisedKind[] = ['ADVISORY', 'ALARM', 'ALERT', 'INSTRUMENT'];
const SHOWN = 8;

/** What a plan in shadow would have raised, beside what was raised in the same time; nothing where none ran. */
export function ShadowCard({ asset }: { asset: string }) {
  const shadow = useQuery({ queryKey: ['shadow', asset], queryFn: ({ signal }) => fetchShadow(asset, signal), refetchInterval: 30_000 });
  const [chosen, setChosen] = useState(0);
  if (shadow.isError && !shadow.data) {
    return (
      <section className="card">
        <Failed error={shadow.error} what="What the plan in shadow would have raised" retry={() => void shadow.refetch()} />
      </section>
    );
  }
  const plans = shadow.data ?? [];
  const compared = plans[chosen] ?? plans[0];
  if (!compared) return null;
  return (
    <section className="card" aria-labelledby="shadow-title">
      <header className="card-head">
        <h2 id="shadow-title">Plan in shadow</h2>
        {plans.length > 1 ? (
          <label>
            <span className="visually-hidden">Plan</span>
            <select className="select" value={plans.indexOf(compared)} onChange={(event) => setChosen(Number(event.target.value))}>
              {plans.map((one, index) => (
                <option key={index} value={index}>
                  {name(one)}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span className="muted">{name(compared)}</span>
        )}
      </header>
      <div className="card-body shadow">
        <p className="muted">
          It raises nothing. From <Time at={compared.from} show="absolute" /> to <Time at={compared.to} show="absolute" /> it would have raised, beside what was raised:
        </p>
        <Counts compared={compared} />
        <div className="figures-columns">
          <Told title="Would have raised" items={compared.wouldHaveRaised} />
          <Told title="Was raised" items={compared.raised} />
        </div>
      </div>
    </section>
  );
}

const name = (compared: Compared): string => `${compared.planId} version ${compared.planVersion}${compared.running ? ', running' : ', ended'}`;

/** Two bars a kind, in the same scale. */
function Counts({ compared }: { compared: Compared }) {
  const kinds = KINDS.filter((kind) => compared.would[kind] + compared.did[kind] > 0);
  if (kinds.length === 0) return <p>Neither plan had anything to say.</p>;
  const most = Math.max(...kinds.flatMap((kind) => [compared.would[kind], compared.did[kind]]));
  const bar = (n: number, className: string) => (
    <span className="shadow-bar">
      <span className={className} style={{ width: `${(n / most) * 100}%` }} aria-hidden="true" />
      <span className="num">{n}</span>
    </span>
  );
  return (
    <table className="shadow-counts">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">In shadow and in force</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{RAISED_LABEL[kind].many}</th>
            <td>
              <span className="visually-hidden">in shadow </span>
              {bar(compared.would[kind], 'bar-would')}
              <span className="visually-hidden"> in force </span>
              {bar(compared.did[kind], 'bar-did')}
            </td>
          </tr>
        ))}
        <tr aria-hidden="true">
          <th />
          <td className="shadow-legend muted">
            <span>
              <span className="legend bar-would" /> in shadow
            </span>
            <span>
              <span className="legend bar-did" /> in force
            </span>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Told({ title, items }: { title: string; items: readonly Raised[] }) {
  const [all, setAll] = useState(false);
  return (
    <div className="told">
      <h3>{title}</h3>
      {items.length === 0 && <p className="muted">Nothing</p>}
      <ul>
        {items.slice(0, all ? items.length : SHOWN).map((item) => (
          <li key={`${item.kind}${item.at}${item.source}${item.subject}`}>
            <span className="told-what">
              <span className={`chip told-${item.kind}`}>{RAISED_LABEL[item.kind].one}</span>
              {item.kind === 'ADVISORY' && item.text ? item.text : item.kind === 'INSTRUMENT' ? `${item.source}: ${faultLabel(item.subject)}` : words(item.source)}
            </span>
            <Time at={item.at} show="absolute" />
          </li>
        ))}
      </ul>
      {!all && items.length > SHOWN && (
        <button type="button" className="button button-quiet" onClick={() => setAll(true)}>
          Show {items.length - SHOWN} more
        </button>
      )}
    </div>
  );
}
