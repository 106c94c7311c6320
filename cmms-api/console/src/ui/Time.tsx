import { useEffect, useState } from 'react';
import { ago, dateTime, millisOf, NOTHING, relative, utc } from './format';

/** The time of day, kept fresh enough for "5 minutes ago". One timer for the whole page. */
const clockListeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | null = null;

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    clockListeners.add(setNow);
    timer ??= setInterval(() => clockListeners.forEach((listener) => listener(Date.now())), 20_000);
    return () => {
      clockListeners.delete(setNow);
      if (clockListeners.size === 0 && timer) {
        clearInterval(timer);
        timer = null;
      }
    };
  }, []);
  // What has just happened must not be in the future until the next tick.
  return Math.max(now, Date.now());
}

/** `both`: "3 hours ago" over the date; `relative` and `absolute`: one of them. UTC is in the title. */
export function Time({ at, show = 'both' }: { at: string | number | null | undefined; show?: 'both' | 'relative' | 'absolute' }) {
  const now = useNow();
  const millis = millisOf(at);
  if (millis === null) return <span className="muted">{NOTHING}</span>;
  const absolute = dateTime(millis, now);
  return (
    <time className="time" dateTime={new Date(millis).toISOString()} title={`${absolute} · ${utc(millis)}`}>
      {show !== 'absolute' && <span>{relative(millis, now)}</span>}
      {show !== 'relative' && <span className={show === 'both' ? 'time-absolute' : undefined}>{absolute}</span>}
    </time>
  );
}

/** When work has to be done: says in words when that has passed. */
export function Due({ at, done, show = 'both' }: { at: string | null; done: boolean; show?: 'both' | 'relative' }) {
  const now = useNow();
  const millis = millisOf(at);
  if (millis === null) return <span className="muted">{NOTHING}</span>;
  const late = !done && millis < now;
  const soon = !done && !late && millis - now < 24 * 3_600_000;
  const absolute = dateTime(millis, now);
  const words = late ? `${ago(millis, now)} overdue` : relative(millis, now);
  return (
    <time className={`time${late ? ' time-late' : soon ? ' time-soon' : ''}`} dateTime={new Date(millis).toISOString()} title={`${absolute} · ${utc(millis)}`}>
      {done ? <span>{absolute}</span> : <span>{words}</span>}
      {!done && show === 'both' && <span className="time-absolute">{absolute}</span>}
    </time>
  );
}
