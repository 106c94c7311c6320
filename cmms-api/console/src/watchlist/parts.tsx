import { Link } from 'react-router';
import { count, words } from '../ui/format';
import { Meter } from '../workorder/chips';
import type { WatchItem } from './api';
import { riskNumber, riskParts, riskTitle } from './words';

/** What the advisory is about; opens what is known of it. */
export function Title({ item, look }: { item: WatchItem; look: () => void }) {
  return (
    <span className="cell-2">
      <button type="button" className="watch-title" onClick={look}>
        {item.title}
      </button>
      <small>
        <Link to={`/assets/${encodeURIComponent(item.assetTag)}`}>{item.assetTag}</Link> · {item.assetName} · {words(item.failureMode)}
        {item.advisories > 1 && ` · ${count(item.advisories, 'advisory', 'advisories')}`}
      </small>
    </span>
  );
}

export function RiskBar({ item }: { item: WatchItem }) {
  return (
    <span className="meter-text risk" title={riskTitle(item)}>
      <span className="num">{riskNumber(item.risk)}</span>
      <Meter share={item.risk} tone="risk" />
      <small className="muted">{riskParts(item)}</small>
    </span>
  );
}
