import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { send } from '../api/http';
import { EventStreamParser } from './eventStream';

/** `live`: the server tells us; `polling`: we ask every few seconds; `offline`: nobody answers. */
export type Liveness = 'live' | 'polling' | 'offline';

/** How often lists are asked for when the stream is not there. */
export const POLL_MILLIS = 5_000;
/** The server sends a heartbeat each 15 s; after this long a silent stream counts as dead. */
const SILENCE_MILLIS = 40_000;
/** A burst of events becomes one reload of the lists. */
const GATHER_MILLIS = 300;

/** What an event of the stream makes old, by the first part of its query key. */
const MADE_OLD: Readonly<Record<string, readonly string[]>> = {
  'work-order': ['work-orders', 'crew-budgets', 'watch-list', 'summary', 'assets', 'asset'],
  'watch-list': ['watch-list', 'crew-budgets', 'summary'],
  alarm: ['alarms', 'alarm', 'summary'],
  instrument: ['instruments', 'summary', 'asset'],
};

const LivenessContext = createContext<Liveness>('polling');

export const useLiveness = (): Liveness => useContext(LivenessContext);

/** For `refetchInterval`: asks only while the stream does not tell. */
export function usePolling(): number | false {
  return useLiveness() === 'live' ? false : POLL_MILLIS;
}

/** Follows the server's stream while someone is signed in, and reloads what an event has made old. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>('polling');

  useEffect(() => {
    const stop = new AbortController();
    let gathering: ReturnType<typeof setTimeout> | null = null;
    const changed = new Set<string>();
    const old = new Set<string>();

    const reload = (): void => {
      gathering = null;
      for (const id of changed) void queries.invalidateQueries({ queryKey: ['work-order', id] });
      changed.clear();
      for (const key of old) void queries.invalidateQueries({ queryKey: [key] });
      old.clear();
    };
    const gather = (keys: readonly string[]): void => {
      for (const key of keys) old.add(key);
      gathering ??= setTimeout(reload, GATHER_MILLIS);
    };
    const parser = (): EventStreamParser =>
      new EventStreamParser((event) => {
        const keys = MADE_OLD[event.type];
        if (!keys) return;
        const id = idOf(event.data);
        if (id) changed.add(id);
        gather(keys);
      });

    void follow(stop.signal, parser, setLiveness, () => gather(Object.values(MADE_OLD).flat()));
    return () => {
      stop.abort();
      if (gathering) clearTimeout(gathering);
    };
  }, [queries]);

  return <LivenessContext value={liveness}>{children}</LivenessContext>;
}

async function follow(
  stop: AbortSignal,
  parser: () => EventStreamParser,
  report: (liveness: Liveness) => void,
  onConnected: () => void,
): Promise<void> {
  for (let failures = 0; !stop.aborted; ) {
    let connected = false;
    try {
      await readStream(stop, parser(), () => {
        connected = true;
        report('live');
        // What happened between the last stream and this one was told to nobody.
        onConnected();
      });
    } catch {
      // Every way for a stream to end is the same to us: try again, and poll meanwhile.
    }
    if (stop.aborted) return;
    failures = connected ? 0 : failures + 1;
    report(navigator.onLine ? 'polling' : 'offline');
    await pause(Math.min(30_000, 1_000 * 2 ** failures), stop);
  }
}

async function readStream(stop: AbortSignal, parser: EventStreamParser, onConnected: () => void): Promise<void> {
  const silence = new AbortController();
  const cancel = (): void => silence.abort();
  stop.addEventListener('abort', cancel);
  let watchdog = setTimeout(cancel, SILENCE_MILLIS);
  try {
    const response = await send('/api/stream', { headers: { Accept: 'text/event-stream' }, signal: silence.signal });
    if (!response.body) return;
    onConnected();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(cancel, SILENCE_MILLIS);
      parser.push(value);
    }
  } finally {
    clearTimeout(watchdog);
    stop.removeEventListener('abort', cancel);
  }
}

function pause(millis: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function idOf(data: string): string | null {
  try {
    const event = JSON.parse(data) as { id?: unknown };
    return typeof event.id === 'string' ? event.id : null;
  } catch {
    return null;
  }
}
