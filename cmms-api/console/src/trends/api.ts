import { getJson, postJson, send, withQuery } from '../api/http';
import { pauseAfter, readEvents } from '../live/stream';
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
      await readEvents(`/api/series/live?${query}`, last === null ? {} : { 'Last-Event-ID': last }, stop, {
        onEvent: ({ type, id, data }) => {
          if (type !== 'readings') return;
          failures = 0;
          last = id;
          report('following');
          const { series } = JSON.parse(data) as { series: LiveReadings[] };
          if (series.length > 0) onReadings(series);
        },
      });
    } catch {
      // However a stream ends, the next one goes on where it was.
    }
    if (stop.aborted) return;
    report('waiting');
    await pauseAfter(failures, stop);
  }
}
