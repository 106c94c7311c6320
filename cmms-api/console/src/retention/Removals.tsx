import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { bytesText, NOTHING } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Loading, Skeleton } from '../ui/states';
import { fetchRemovals, type Days, type Removal } from './api';
import { removalLabel, removalSum, rowsText, utcDay } from './words';

/** What would go; null = not asked. */
export function useRemovals(site: string | null, days: Days | null): UseQueryResult<Removal[]> {
  return useQuery({
    queryKey: ['retention-preview', site, days],
    queryFn: ({ signal }) => (days ? fetchRemovals(site, days, signal) : []),
    enabled: days !== null,
    // Of this moment: it is asked for anew each time.
    gcTime: 0,
  });
}

export const isSomething = (removals: readonly Removal[] | undefined): boolean => removals?.some(({ rows }) => rows > 0) ?? false;

interface RemovalsProps {
  preview: UseQueryResult<Removal[]>;
  agreed: boolean;
  onAgree: (agreed: boolean) => void;
}

/** What would go, and that somebody has seen it: it does not come back. */
export function Removals({ preview, agreed, onAgree }: RemovalsProps) {
  const place = useRef<HTMLDivElement>(null);
  // In a dialog on a small screen it is below the fold.
  useEffect(() => {
    void place.current?.scrollIntoView({ block: 'nearest' });
  }, [preview.data]);
  if (preview.isPending) {
    return (
      <Loading label="Looking what would go">
        <Skeleton height={60} />
      </Loading>
    );
  }
  if (!preview.data) return null;
  const removals = preview.data.filter(({ rows }) => rows > 0);
  if (removals.length === 0) {
    return (
      <div ref={place} className="notice" role="status">
        <Icon name="check" />
        <div>
          <strong>Nothing goes now.</strong>
          <p>{preview.data.length === 0 ? 'Everything is kept for ever.' : 'Nothing that is there is older. What gets older from now on goes month by month.'}</p>
        </div>
      </div>
    );
  }
  return (
    <div ref={place} className="removals">
      <div className="notice notice-warn" role="status">
        <Icon name="warning" />
        <div>
          <strong>{removalSum(removals)} would go.</strong>
          <p>The historian removes them within minutes. They do not come back, also if the limit is raised later.</p>
        </div>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">What goes</th>
            <th scope="col">Rows</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {removals.map((removal) => (
            <tr key={removal.what} data-removal={removal.what}>
              <th scope="row">
                {removalLabel(removal.what)}
                <small>
                  {removal.oldest && `from ${utcDay(removal.oldest)}, `}before {utcDay(removal.before)}
                </small>
              </th>
              <td>{rowsText(removal)}</td>
              <td>{removal.bytes === null ? NOTHING : bytesText(removal.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="removals-agree">
        <input type="checkbox" required checked={agreed} onChange={(event) => onAgree(event.target.checked)} />
        This may be removed for good
      </label>
    </div>
  );
}
