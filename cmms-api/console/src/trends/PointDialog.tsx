import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchAsset, fetchAssets } from '../asset/api';
import { unitLabel } from '../ui/format';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { SearchField } from '../ui/SearchField';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { useDebounced } from '../ui/useDebounced';
import { idOf, MOST_POINTS, type PointName } from './choice';

interface PointDialogProps {
  chosen: PointName[];
  onClose: () => void;
  onChoose: (points: PointName[]) => void;
}

/** Chooses points: first the asset, then those of its points. */
export function PointDialog({ chosen, onClose, onChoose }: PointDialogProps) {
  const [points, setPoints] = useState(chosen);
  const [asset, setAsset] = useState<string | null>(chosen.at(-1)?.asset ?? null);
  const toggle = (point: PointName): void =>
    setPoints(points.some((one) => idOf(one) === idOf(point)) ? points.filter((one) => idOf(one) !== idOf(point)) : [...points, point]);
  return (
    <Dialog
      title={asset === null ? 'Choose an asset' : `Points of ${asset}`}
      onClose={onClose}
      onSubmit={() => onChoose(points)}
      actions={
        <>
          <span className="muted trend-count" role="status">
            {points.length} of {MOST_POINTS} chosen
          </span>
          <button type="submit" className="button button-primary" disabled={points.length === 0}>
            Show
          </button>
        </>
      }
    >
      {asset === null ? (
        <AssetChoice onChoose={setAsset} />
      ) : (
        <>
          <button type="button" className="button button-quiet trend-other" onClick={() => setAsset(null)}>
            <Icon name="back" size={16} />
            Another asset
          </button>
          <PointChoice asset={asset} points={points} onToggle={toggle} />
        </>
      )}
    </Dialog>
  );
}

function AssetChoice({ onChoose }: { onChoose: (asset: string) => void }) {
  const [search, setSearch] = useState('');
  const q = useDebounced(search.trim());
  const assets = useQuery({ queryKey: ['assets', 'choice', q], queryFn: ({ signal }) => fetchAssets(q, null, signal), placeholderData: (previous) => previous });
  return (
    <>
      <div data-search>
        <SearchField label="Search assets" value={search} onChange={setSearch} />
      </div>
      {assets.isPending ? (
        <Waiting label="Loading assets" />
      ) : assets.isError ? (
        <Failed error={assets.error} what="The list of assets" retry={() => void assets.refetch()} />
      ) : assets.data.items.length === 0 ? (
        <Empty icon="search" title="No asset matches" />
      ) : (
        <ul className="trend-choices" aria-label="Assets">
          {assets.data.items.map((asset) => (
            <li key={asset.tag}>
              <button type="button" onClick={() => onChoose(asset.tag)}>
                <strong>{asset.tag}</strong>
                <span>{asset.name}</span>
                <Icon name="next" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PointChoice({ asset, points, onToggle }: { asset: string; points: PointName[]; onToggle: (point: PointName) => void }) {
  const known = useQuery({ queryKey: ['asset', asset], queryFn: ({ signal }) => fetchAsset(asset, signal), staleTime: 30_000 });
  if (known.isPending) return <Waiting label="Loading points" />;
  if (known.isError) return <Failed error={known.error} what="The asset" retry={() => void known.refetch()} />;
  if (known.data.points.length === 0) return <Empty icon="pulse" title="This asset has no measurement points" />;
  const full = points.length >= MOST_POINTS;
  return (
    <fieldset>
      <legend className="visually-hidden">Points of {asset}</legend>
      <div className="trend-choices">
        {known.data.points.map((point, index) => {
          const name = { asset, point: point.name };
          const checked = points.some((one) => idOf(one) === idOf(name));
          return (
            <label key={point.name}>
              <input type="checkbox" checked={checked} disabled={full && !checked} onChange={() => onToggle(name)} {...(index === 0 ? { 'data-focus': true } : {})} />
              <strong>{point.name}</strong>
              <span>{[unitLabel(point.unit), point.description].filter((part) => part).join(' · ')}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <Loading label={label}>
      <Skeleton height={200} />
    </Loading>
  );
}
