import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { count, percent, words } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { usePageTitle } from '../ui/usePageTitle';
import { fetchFigures, type Figures, type Named } from './api';
import { Bars } from './Bars';
import { AlarmTabs } from './parts';
import { alarmPath, JUDGED, priorityLabel, rate, type Judged } from './words';
import '../chart/chart.css';
import '../device/device.css';
import '../workorder/workorder.css';
import './alarm.css';

const RANGES = [
  { days: 1, label: '24 h' },
  { days: 7, label: '7 d' },
  { days: 30, label: '30 d' },
  { days: 92, label: '92 d' },
] as const;
const REFRESH_MILLIS = 60_000;
/** ISA-18.2: what the mix of priorities should be. */
const TARGET_MIX = [0.05, 0.15, 0.8];

export function FiguresPage() {
  usePageTitle('Alarm figures');
  const [days, setDays] = useState<number>(30);
  const figures = useQuery({ queryKey: ['alarm-figures', days], queryFn: ({ signal }) => fetchFigures(days, signal), refetchInterval: REFRESH_MILLIS, placeholderData: keepPreviousData });
  return (
    <div className="page">
      <header className="page-head">
        <h1>Alarm figures</h1>
        <AlarmTabs />
      </header>
      <div className="segments range-choice" role="group" aria-label="Time">
        {RANGES.map((range) => (
          <button key={range.days} type="button" aria-pressed={days === range.days} onClick={() => setDays(range.days)}>
            {range.label}
          </button>
        ))}
      </div>
      {figures.isPending ? (
        <Loading label="Loading figures">
          <div className="card card-body">
            <Skeleton height={180} />
          </div>
        </Loading>
      ) : figures.isError && !figures.data ? (
        <div className="card">
          <Failed error={figures.error} what="The figures" retry={() => void figures.refetch()} />
        </div>
      ) : (
        <div className="figures-page" aria-busy={figures.isPlaceholderData}>
          <Content figures={figures.data} />
        </div>
      )}
    </div>
  );
}

function Content({ figures }: { figures: Figures }) {
  return (
    <>
      <div className="verdicts">
        <Verdict label="Alarms in 10 minutes, on average" value={rate(figures.perTenMinutes)} judged={JUDGED.perTenMinutes(figures.perTenMinutes)}>
          {rate(figures.perHour)} an hour, {count(figures.announced, 'alarm')} in all
        </Verdict>
        <Verdict label="Floods" value={String(figures.floods)} judged={JUDGED.flood(figures.shareOfTimeInFlood)}>
          {percent(figures.shareOfTimeInFlood)} of the time: more than 10 alarms in 10 minutes
        </Verdict>
        <Verdict label="Chattering" value={String(figures.chattering)} judged={JUDGED.chattering(figures.chattering)}>
          changed more than 5 times in 5 minutes
        </Verdict>
        <Verdict label="Stale" value={String(figures.stale)} judged={JUDGED.stale(figures.stale)}>
          active for more than a day
        </Verdict>
      </div>
      <section className="card card-body">{figures.announced > 0 ? <Bars figures={figures} /> : <Empty icon="check" title="No alarm was announced in this time" />}</section>
      <div className="figures-columns">
        <section className="card" aria-labelledby="actors-title">
          <header className="card-head">
            <h2 id="actors-title">Announced most</h2>
            {figures.announced > 0 && <span className="muted">{percent(figures.shareOfBadActors)} of all</span>}
          </header>
          <div className="card-body">
            <Actors figures={figures} />
          </div>
        </section>
        <section className="card" aria-labelledby="mix-title">
          <header className="card-head">
            <h2 id="mix-title">By priority</h2>
          </header>
          <div className="card-body mix">
            <Mix label="Announced" shares={figures.announced > 0 ? figures.shareByPriority : null} />
            <Mix label="Should be about" shares={TARGET_MIX} />
            <List title="Chattering" alarms={figures.chatteringAlarms} more={figures.chattering - figures.chatteringAlarms.length} />
            <List title="Stale" alarms={figures.staleAlarms} more={figures.stale - figures.staleAlarms.length} />
          </div>
        </section>
      </div>
    </>
  );
}

function Verdict({ label, value, judged, children }: { label: string; value: string; judged: Judged; children: React.ReactNode }) {
  return (
    <section className={`card verdict ${judged.good ? 'verdict-good' : 'verdict-bad'}`}>
      <h2>{label}</h2>
      <p className="figure">{value}</p>
      <p className="verdict-target">
        <Icon name={judged.good ? 'check' : 'warning'} size={16} />
        {judged.label}
      </p>
      <p className="muted">{children}</p>
    </section>
  );
}

function Actors({ figures }: { figures: Figures }) {
  const most = figures.badActors[0]?.announced ?? 1;
  if (figures.badActors.length === 0) return <p className="muted actors-none">None</p>;
  return (
    <ol className="actors">
      {figures.badActors.map((actor) => (
        <li key={alarmPath(actor)}>
          <span className="actors-name">
            <Link to={alarmPath(actor)}>{words(actor.detector)}</Link>
            <small className="muted">{actor.asset}</small>
          </span>
          <span className="actors-bar" aria-hidden="true">
            <span style={{ width: `${(actor.announced / most) * 100}%` }} />
          </span>
          <span className="num">{actor.announced}</span>
        </li>
      ))}
    </ol>
  );
}

function Mix({ label, shares }: { label: string; shares: readonly number[] | null }) {
  return (
    <div>
      <p className="mix-label">
        <span>{label}</span>
        <span className="muted num">{shares ? shares.map((share, index) => `${priorityLabel(index + 1)} ${percent(share)}`).join(' · ') : 'none'}</span>
      </p>
      <span className="mix-bar" aria-hidden="true">
        {shares?.map((share, index) => <span key={index} className={`mix-${index + 1}`} style={{ flexGrow: share }} />)}
      </span>
    </div>
  );
}

const NAMED = 8;

function List({ title, alarms, more }: { title: string; alarms: readonly Named[]; more: number }) {
  if (alarms.length === 0) return null;
  const hidden = more + Math.max(0, alarms.length - NAMED);
  return (
    <div>
      <h3>{title}</h3>
      <ul className="named">
        {alarms.slice(0, NAMED).map((alarm) => (
          <li key={alarmPath(alarm)}>
            <Link to={alarmPath(alarm)}>{words(alarm.detector)}</Link> <small className="muted">{alarm.asset}</small>
          </li>
        ))}
        {hidden > 0 && <li className="muted">and {hidden} more</li>}
      </ul>
    </div>
  );
}
