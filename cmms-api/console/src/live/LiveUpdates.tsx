import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { ServerEvent } from './eventStream';
import { pauseAfter, readEvents } from './stream';

/** `live`: the server tells us; `polling`: we ask every few seconds; `offline`: nobody answers. */
export type Liveness = 'live' | 'polling' | 'offline';

/** How often lists are asked for when the stream is not there. */
export const POLL_MILLIS = 5_000;
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
    const onEvent = (event: ServerEvent): void => {
      const keys = MADE_OLD[event.type];
      if (!keys) return;
      const id = idOf(event.data);
      if (id) changed.add(id);
      gather(keys);
    };

    void follow(stop.signal, onEvent, setLiveness, () => gather(Object.values(MADE_OLD).flat()));
    return () => {
      stop.abort();
      if (gathering) clearTimeout(gathering);
    };
  }, [queries]);

  return <LivenessContext value={liveness}>{children}</LivenessContext>;
}

async function follow(
  stop: AbortSignal,
  onEvent: (event: ServerEvent) => void,
  report: (liveness: Liveness) => void,
  onConnected: () => void,
): Promise<void> {
  for (let failures = 0; !stop.aborted; ) {
    let connected = false;
    try {
      const onOpen = (): void => {
        connected = true;
        report('live');
        // What happened between the last stream and this one was told to nobody.
        onConnected();
      };
      await readEvents('/api/stream', {}, stop, { onOpen, onEvent });
    } catch {
      // Every way for a stream to end is the same to us: try again, and poll meanwhile.
    }
    if (stop.aborted) return;
    failures = connected ? 0 : failures + 1;
    report(navigator.onLine ? 'polling' : 'offline');
    await pauseAfter(failures, stop);
  }
}

function idOf(data: string): string | null {
  try {
    const event = JSON.parse(data) as { id?: unknown };
    return typeof event.id === 'string' ? event.id : null;
  } catch {
    return null;
  }
}
