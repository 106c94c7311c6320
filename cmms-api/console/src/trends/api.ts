import { getJson, postJson, send, withQuery } from '../api/http';
import { EventStreamParser } from '../live/eventStream';
import { idOf, type PointName, type Span } from './choice';
import type { LiveReadings, Series } from './readings';

export interface Latest {
  asset: string;
  point: string;
  unit: string | null;
  at: string;
  value: number;
  quality: number;
}

export async function fetchLatest(asset: string, signal?: AbortSignal): Promise<Latest[]> {
  return (await getJson<{ items: Latest[] }>(withQuery('/api/series/latest', { asset, limit: 5000 }), signal)).items;
}

export async function fetchTrends(points: PointName[], [from, to]: Span, maxPoints: number): Promise<Series[]> {
  const body = { points, from: new Date(from).toISOString(), to: new Date(to).toISOString(), maxPoints };
  return (await postJson<{ series: Series[] }>('/api/series/query', body)).series;
}

export type Format = 'csv' | 'parquet';

export interface Progress {
  bytes: number;
  estimatedBytes: number;
  estimatedRows: number;
}

/** More than a page should hold in its memory. */
const MOST_BYTES = 1_000_000_000;

export const exportPath = (points: PointName[], [from, to]: Span, format: Format): string => {
  const query = new URLSearchParams(points.map((point) => ['series', idOf(point)]));
  query.set('from', new Date(from).toISOString());
  query.set('to', new Date(to).toISOString());
  query.set('format', format);
  return `/api/series/export?${query}`;
};

/** Fetches an export and tells how far it has come. */
export async function fetchExport(path: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Blob> {
  const response = await send(path, { signal });
  const number = (header: string): number => Number(response.headers.get(header) ?? 0);
  const progress = { bytes: 0, estimatedBytes: number('X-Estimated-Bytes'), estimatedRows: number('X-Estimated-Rows') };
  if (!response.body || progress.estimatedBytes > MOST_BYTES) {
    await response.body?.cancel();
    throw new Error('This is more than a browser can hold. Choose fewer points or a shorter time, or let a program fetch it over the API.');
  }
  onProgress(progress);
  const reader = response.body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces, { type: response.headers.get('Content-Type') ?? '' });
    pieces.push(value);
    progress.bytes += value.byteLength;
    onProgress({ ...progress });
  }
}

/** Silent for longer, a stream counts as dead: the server sends a heartbeat each 15 s. */
const SILENCE_MILLIS = 40_000;

export type Following = 'connecting' | 'following' | 'waiting';

/**
 * Follows new readings until the signal: each stream goes on where the one before ended, at first behind `after`.
 *
 * @param report how it stands
 */
export async function follow(
  points: PointName[],
  after: number,
  onReadings: (readings: LiveReadings[]) => void,
  report: (state: Following) => void,
  stop: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams(points.map((point) => ['series', idOf(point)]));
  query.set('after', String(after));
  let last: string | null = null;
  for (let failures = 0; !stop.aborted; failures++) {
    report('connecting');
    try {
      await readEvents(`/api/series/live?${query}`, last, stop, (id, readings) => {
        failures = 0;
        last = id;
        report('following');
        if (readings.length > 0) onReadings(readings);
      });
    } catch {
      // However a stream ends, the next one goes on where it was.
    }
    if (stop.aborted) return;
    report('waiting');
    await new Promise((resolve) => setTimeout(resolve, Math.min(30_000, 1_000 * 2 ** failures)));
  }
}

async function readEvents(path: string, last: string | null, stop: AbortSignal, onEvent: (id: string | null, readings: LiveReadings[]) => void): Promise<void> {
  const silence = new AbortController();
  const cancel = (): void => silence.abort();
  stop.addEventListener('abort', cancel);
  let watchdog = setTimeout(cancel, SILENCE_MILLIS);
  try {
    const headers = { Accept: 'text/event-stream', ...(last === null ? {} : { 'Last-Event-ID': last }) };
    const response = await send(path, { headers, signal: silence.signal });
    if (!response.body) return;
    const parser = new EventStreamParser((event) => {
      if (event.type === 'readings') onEvent(event.id, (JSON.parse(event.data) as { series: LiveReadings[] }).series);
    });
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
