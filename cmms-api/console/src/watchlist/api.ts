import { getJson, getVersioned, postJson, putJson, send, withQuery, type Versioned } from '../api/http';
import type { Criticality } from '../asset/api';
import type { Page } from '../workorder/api';

export type WatchState = 'WAITING' | 'RELEASED' | 'DISMISSED';

export interface WatchItem {
  id: string;
  assetTag: string;
  assetName: string;
  criticality: Criticality | null;
  /** Whose crew it waits for; null = the organization's. */
  site: string | null;
  title: string;
  failureMode: string;
  /** What the newest advisory says. */
  explanation: string;
  state: WatchState;
  /** Among what waits for that crew, 1 = the next to be released. */
  rank: number | null;
  /** Probability times the consequence of the asset's class, 0 to 1. */
  risk: number;
  probability: number;
  /** What the probability rests on. */
  basis: 'PROGNOSIS' | 'SYMPTOMS' | 'PRIORITY';
  remainingLifeHours: number | null;
  priority: number;
  raisedAt: string;
  dueBy: string;
  waitingSince: string;
  /** Why it waits, or what became of it. */
  why: string;
  advisories: number;
  /** null = it waits. */
  endedAt: string | null;
  endedBy: string | null;
  workOrderId: string | null;
  workOrderNumber: string | null;
  version: number;
}

export interface WatchItemDetail extends WatchItem {
  said: { at: string; text: string }[];
}

export interface CrewBudget {
  /** null = the organization's: every asset whose site has none of its own. */
  site: string | null;
  /** null = there is none, and the other figures are what one may begin with. */
  hoursPerWeek: number | null;
  hoursPerOrder: number;
  urgentWithinHours: number;
  usedHours: number;
  freeHours: number;
  orders: number;
  named: { id: string; number: string }[];
  nextFreeAt: string | null;
  waiting: number;
  changedAt: string | null;
  changedBy: string | null;
  version: number;
}

export interface SetCrewBudget {
  hoursPerWeek: number;
  hoursPerOrder: number;
  urgentWithinHours: number;
}

const item = (id: string): string => `/api/watch-list/${encodeURIComponent(id)}`;
const budget = (site: string | null): string => withQuery('/api/crew-budget', { site });

/** What waits, by rank; or what waits no more, the latest first. */
export const fetchWatchList = (status: WatchState, cursor: string | null, signal?: AbortSignal): Promise<Page<WatchItem>> =>
  getJson(withQuery('/api/watch-list', { status, cursor }), signal);
export const fetchWatchItem = (id: string, signal?: AbortSignal): Promise<WatchItemDetail> => getJson(item(id), signal);
export const decide = (one: WatchItem, how: 'release' | 'dismiss', reason: string): Promise<WatchItemDetail> =>
  postJson(`${item(one.id)}/${how}`, { reason }, { 'If-Match': `"${one.version}"` });

export const fetchBudgets = (signal?: AbortSignal): Promise<{ budgets: CrewBudget[]; sites: string[] }> => getJson('/api/crew-budgets', signal);
export const fetchBudget = (site: string | null, signal?: AbortSignal): Promise<Versioned<CrewBudget>> => getVersioned(budget(site), signal);
export const setBudget = (site: string | null, etag: string, said: SetCrewBudget): Promise<CrewBudget> => putJson(budget(site), said, { 'If-Match': etag });
export async function removeBudget(site: string | null, etag: string): Promise<void> {
  await send(budget(site), { method: 'DELETE', headers: { 'If-Match': etag } });
}
