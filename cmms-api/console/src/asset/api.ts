import { act, getJson, putJson, withQuery } from '../api/http';
import type { Page, WorkOrderSummary } from '../workorder/api';

export type ConditionState = 'UNKNOWN' | 'NORMAL' | 'ALERT' | 'ALARM';

export interface Health {
  /** 0 = at the end of life, 1 = as new. */
  index: number | null;
  at: string;
  state: ConditionState;
  failureProbability: number | null;
  remainingLifeHours: number | null;
  remainingLifeLowHours: number | null;
  remainingLifeHighHours: number | null;
}

/** What a breakdown leads to: A safety, environment or a line without a spare, B reduced output, C little. */
export type Criticality = 'A' | 'B' | 'C';

export interface AssetItem {
  tag: string;
  name: string;
  assetClass: string;
  site: string | null;
  criticality: Criticality | null;
  /** Whether it was registered because a device or an advisory named it. */
  autoProvisioned: boolean;
  health: Health | null;
  openWorkOrders: number;
  lastReadingAt: string | null;
}

export interface Point {
  name: string;
  unit: string | null;
  description: string | null;
  low: number | null;
  high: number | null;
  sourceUnit: string | null;
  lowPriority: boolean;
  /** null = nobody has registered it, but there are readings of it. */
  origin: 'PLAN' | 'PERSON' | 'AUTO' | null;
  planned: boolean;
}

/** What someone says about a point; null = nothing. */
export type DescribePoint = Pick<Point, 'unit' | 'description' | 'low' | 'high' | 'sourceUnit' | 'lowPriority'>;

export interface Asset extends AssetItem {
  points: Point[];
  plan: { id: string; version: number } | null;
  workOrders: WorkOrderSummary[];
}

export interface ConditionSample {
  /** Milliseconds since 1970, event time. */
  at: number;
  healthIndex: number | null;
  failureProbability: number | null;
  remainingLifeHours: number | null;
  remainingLifeLowHours: number | null;
  remainingLifeHighHours: number | null;
  state: ConditionState;
}

export interface Condition {
  asset: string;
  samples: ConditionSample[];
}

export interface SeriesSample {
  /** Milliseconds since 1970, event time. */
  at: number;
  value: number;
  min: number | null;
  max: number | null;
  /** The worst of the readings it stands for. */
  quality: number | null;
  /** How many readings it stands for, how many of them may be used, and how many were corrected. */
  readings: number;
  usable: number;
  revised: number;
}

/** A time without readings, longer than expected; milliseconds since 1970. */
export interface Gap {
  from: number;
  to: number;
}

export interface Series {
  asset: string;
  point: string;
  unit: string | null;
  /** `raw`, or the ISO 8601 duration that one sample covers. */
  resolution: string;
  /** Where a line is to be broken. */
  gaps: Gap[];
  samples: SeriesSample[];
}

export interface Span {
  from?: string | null;
  to?: string | null;
}

export function fetchAssets(q: string, cursor: string | null, signal?: AbortSignal): Promise<Page<AssetItem>> {
  return getJson(withQuery('/api/assets', { q, limit: 200, cursor }), signal);
}

export function fetchAsset(tag: string, signal?: AbortSignal): Promise<Asset> {
  return getJson(`/api/assets/${encodeURIComponent(tag)}`, signal);
}

export const setCriticality = (tag: string, criticality: Criticality | null): Promise<Asset> =>
  putJson(`/api/assets/${encodeURIComponent(tag)}/criticality`, { criticality });

export function fetchCondition(tag: string, span: Span, signal?: AbortSignal): Promise<Condition> {
  return getJson(withQuery(`/api/assets/${encodeURIComponent(tag)}/condition`, { ...span, maxPoints: 500 }), signal);
}

export function fetchSeries(asset: string, point: string, span: Span, signal?: AbortSignal): Promise<Series> {
  return getJson(withQuery(`${pointPath(asset, point)}/series`, { ...span, maxPoints: 500 }), signal);
}

const pointPath = (asset: string, point: string): string => `/api/assets/${encodeURIComponent(asset)}/points/${encodeURIComponent(point)}`;

export const describePoint = (asset: string, point: string, said: DescribePoint): Promise<Asset> => putJson(pointPath(asset, point), said);
export const removePoint = (asset: string, point: string): Promise<void> => act('DELETE', pointPath(asset, point));
