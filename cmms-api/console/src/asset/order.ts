import type { AssetItem, ConditionState } from './api';

export type SortBy = 'condition' | 'tag' | 'health' | 'probability' | 'life' | 'orders' | 'reading';

const RANK: Readonly<Record<ConditionState, number>> = { ALARM: 0, ALERT: 1, UNKNOWN: 2, NORMAL: 3 };

/** Worst first for every column but the tag; what is not known comes last. */
export function sorted(assets: readonly AssetItem[], by: SortBy): AssetItem[] {
  const byTag = (a: AssetItem, b: AssetItem): number => a.tag.localeCompare(b.tag, 'en', { numeric: true });
  const key = (asset: AssetItem): number | null => {
    switch (by) {
      case 'health':
        return asset.health?.index ?? null;
      case 'probability':
        return negative(asset.health?.failureProbability);
      case 'life':
        return asset.health?.remainingLifeHours ?? null;
      case 'orders':
        return -asset.openWorkOrders;
      case 'reading':
        return asset.lastReadingAt === null ? null : -Date.parse(asset.lastReadingAt);
      case 'condition':
      case 'tag':
        return 0;
    }
  };
  return [...assets].sort((a, b) => {
    if (by === 'tag') return byTag(a, b);
    if (by === 'condition') {
      const rank = RANK[a.health?.state ?? 'UNKNOWN'] - RANK[b.health?.state ?? 'UNKNOWN'];
      return rank || compare(negative(a.health?.failureProbability), negative(b.health?.failureProbability)) || byTag(a, b);
    }
    return compare(key(a), key(b)) || byTag(a, b);
  });
}

function compare(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a - b;
}

function negative(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : -value;
}
