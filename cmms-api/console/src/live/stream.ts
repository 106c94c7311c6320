import { send } from '../api/http';
import { EventStreamParser, type ServerEvent } from './eventStream';

/** The server sends a heartbeat each 15 s; after this long a silent stream counts as dead. */
const SILENCE_MILLIS = 40_000;

interface StreamEvents {
  /** The server has answered. */
  onOpen?: () => void;
  onEvent: (event: ServerEvent) => void;
}

/** Reads events until the stream ends, falls silent, breaks off (an error) or is no longer wanted. */
export async function readEvents(path: string, headers: Readonly<Record<string, string>>, stop: AbortSignal, { onOpen, onEvent }: StreamEvents): Promise<void> {
  const silence = new AbortController();
  const cancel = (): void => silence.abort();
  stop.addEventListener('abort', cancel);
  let watchdog = setTimeout(cancel, SILENCE_MILLIS);
  try {
    const response = await send(path, { headers: { Accept: 'text/event-stream', ...headers }, signal: silence.signal });
    if (!response.body) return;
    onOpen?.();
    const parser = new EventStreamParser(onEvent);
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

/** Waits before the next try, longer after each failure; no longer than anyone wants it. */
export function pauseAfter(failures: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(30_000, 1_000 * 2 ** failures));
    if (stop.aborted) done();
    else stop.addEventListener('abort', done);
  });
}
