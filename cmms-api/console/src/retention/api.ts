import { getJson, putJson, send, withQuery } from '../api/http';

/** Days that things are kept; null = for ever. */
export interface Days {
  readingsDays: number | null;
  minutesDays: number | null;
  hoursDays: number | null;
  waveformsDays: number | null;
  eventsDays: number | null;
}

export interface Setting {
  /** null = the organization's. */
  site: string | null;
  /** Whether it is its own; false = that of the organization, or for ever. */
  own: boolean;
  /** What is in force. */
  keeps: Days;
  changedAt: string | null;
  changedBy: string | null;
  version: number;
}

export interface Settings {
  /** Those that were made, the organization's first. */
  settings: Setting[];
  /** All sites that have assets. */
  sites: string[];
}

export interface Change {
  version: number;
  withdrawn: boolean;
  keeps: Days;
  changedAt: string;
  changedBy: string;
}

/** What would go of one kind. */
export interface Removal {
  what: string;
  before: string;
  oldest: string | null;
  /** Estimated. */
  rows: number;
  /** There are more rows than were counted. */
  atLeast: boolean;
  /** Estimated; null = not known. */
  bytes: number | null;
}

const setting = (site: string | null): string => withQuery('/api/retention', { site });

export const fetchSettings = (signal?: AbortSignal): Promise<Settings> => getJson('/api/retentions', signal);
export const fetchSetting = (site: string | null, signal?: AbortSignal): Promise<Setting> => getJson(setting(site), signal);
export const fetchChanges = async (site: string | null, signal?: AbortSignal): Promise<Change[]> =>
  (await getJson<{ changes: Change[] }>(withQuery('/api/retention/history', { site }), signal)).changes;
export const fetchRemovals = async (site: string | null, days: Days, signal?: AbortSignal): Promise<Removal[]> =>
  (await getJson<{ removals: Removal[] }>(withQuery('/api/retention/preview', { site, ...days }), signal)).removals;
export const keep = (site: string | null, version: number, days: Days): Promise<Setting> => putJson(setting(site), days, { 'If-Match': `"${version}"` });
export async function withdraw(site: string | null, version: number): Promise<void> {
  await send(setting(site), { method: 'DELETE', headers: { 'If-Match': `"${version}"` } });
}
