import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { fetchLatest, fetchTrends, follow, type Following, type Latest } from './api';
import { idOf, isSpan, type Choice, type PointName, type Span } from './choice';
import { withReadings, type LiveReadings, type Series } from './readings';

/** Samples of a chart: more than a screen has pixels for would be wasted. */
const MAX_POINTS = 1_000;
/** With more readings since the last question, asking again is cheaper than drawing them all. */
const MOST_NEWS = 2_000;

interface Ends {
  pending: boolean;
  error: Error | null;
  retry: () => void;
  /** The newest reading of each point, by its id. */
  latest: ReadonlyMap<string, Latest>;
}

function useLatest(points: PointName[]): Ends {
  const assets = [...new Set(points.map(({ asset }) => asset))];
  return useQueries({
    queries: assets.map((asset) => ({ queryKey: ['latest', asset], queryFn: ({ signal }: { signal: AbortSignal }) => fetchLatest(asset, signal), staleTime: 5_000 })),
    combine: (results): Ends => ({
      pending: results.some(({ isPending }) => isPending),
      error: results.find(({ isError, data }) => isError && !data)?.error ?? null,
      retry: () => results.forEach((result) => void result.refetch()),
      latest: new Map(results.flatMap(({ data }) => data ?? []).map((latest) => [idOf(latest), latest])),
    }),
  });
}

export interface Trends {
  /** What is shown; null = it is not known yet, or there are no readings at all. */
  span: Span | null;
  series: Series[] | undefined;
  latest: ReadonlyMap<string, Latest>;
  pending: boolean;
  /** What is shown is of another range, and the right one is on its way. */
  stale: boolean;
  error: Error | null;
  retry: () => void;
  following: Following | null;
}

/** The readings of a choice; while it is live, with those that come. */
export function useTrends({ points, range, live }: Choice): Trends {
  const ends = useLatest(points);
  const newest = Math.max(...points.map((point) => Date.parse(ends.latest.get(idOf(point))?.at ?? '')).filter(Number.isFinite));
  const span: Span | null = isSpan(range) ? range : Number.isFinite(newest) ? [newest - range.millis, newest] : null;
  const ids = points.map(idOf);
  const query: UseQueryResult<Series[]> = useQuery({
    queryKey: ['trends', ids, span?.[0], span?.[1]],
    queryFn: () => fetchTrends(points, span ?? [0, 0], MAX_POINTS),
    enabled: span !== null && points.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
  const fresh = query.isPlaceholderData ? undefined : query.data;
  const { news, following } = useNews(points, live && fresh !== undefined ? (span?.[1] ?? null) : null, () => ends.retry());

  const series = useMemo(
    () => query.data?.map((one) => ({ ...one, samples: withReadings(one.samples, news.get(idOf(one)) ?? NONE) })),
    [query.data, news],
  );
  const end = Math.max(span?.[1] ?? 0, ...[...news.values()].map(({ at }) => at.at(-1) ?? 0));
  const shown: Span | null = span && live && !isSpan(range) ? [end - range.millis, end] : span;
  return {
    span: shown,
    series,
    latest: ends.latest,
    pending: ends.pending || (span !== null && query.isPending),
    stale: query.isPlaceholderData,
    error: ends.error ?? (query.data ? null : query.error),
    retry: () => {
      ends.retry();
      void query.refetch();
    },
    following: live ? following : null,
  };
}

type News = Pick<LiveReadings, 'at' | 'value' | 'quality'>;
const NONE: News = { at: [], value: [], quality: [] };

/** What has come since `after` by the stream; null = follow nothing. */
function useNews(points: PointName[], after: number | null, askAnew: () => void): { news: ReadonlyMap<string, News>; following: Following } {
  const [news, setNews] = useState<ReadonlyMap<string, News>>(new Map());
  const [following, setFollowing] = useState<Following>('connecting');
  const key = points.map(idOf).join('\n');
  useEffect(() => {
    setNews(new Map());
    if (after === null) return;
    const stop = new AbortController();
    const told = new Map<string, News>();
    let number = 0;
    const take = (readings: LiveReadings[]): void => {
      for (const one of readings) {
        const before = told.get(idOf(one)) ?? NONE;
        told.set(idOf(one), { at: [...before.at, ...one.at], value: [...before.value, ...one.value], quality: [...before.quality, ...one.quality] });
        number += one.at.length;
      }
      if (number > MOST_NEWS || readings.some(({ skipped }) => skipped)) askAnew();
      setNews(new Map(told));
    };
    const names = key.split('\n').map((id) => ({ asset: id.slice(0, id.indexOf('/')), point: id.slice(id.indexOf('/') + 1) }));
    void follow(names, after, take, setFollowing, stop.signal);
    return () => stop.abort();
    // The points are in the key; asking anew changes `after`, and by that begins anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, after]);
  return { news, following };
}
