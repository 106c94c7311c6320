import { getJson, postJson, send, withQuery } from '../api/http';
import type { Page } from '../workorder/api';

export type AlarmState =
  | 'NORMAL'
  | 'ACTIVE_UNACKNOWLEDGED'
  | 'ACTIVE_ACKNOWLEDGED'
  | 'RETURNED_UNACKNOWLEDGED'
  | 'SHELVED'
  | 'SUPPRESSED_BY_DESIGN'
  | 'OUT_OF_SERVICE';
export type CommandKind = 'ACKNOWLEDGE' | 'SHELVE' | 'UNSHELVE' | 'OUT_OF_SERVICE' | 'IN_SERVICE';

/** What was seen, and how it stands against its limit. */
export interface Seen {
  state: AlarmState;
  detected: 'UNKNOWN' | 'NORMAL' | 'ALERT' | 'ALARM';
  /** 1 high to 3 low. */
  priority: number;
  value: number | null;
  limit: number | null;
  /** UCUM; "1" = a number of the detector's own, which `meaning` names. */
  unit: string;
  meaning: string;
  /** Why it is held back; empty = it is not. */
  reason: string;
  /** Who acknowledged it or holds it back. */
  by: string;
  shelvedUntil: string | null;
  planId: string;
  planVersion: number;
}

export interface Alarm extends Seen {
  asset: string;
  assetName: string;
  detector: string;
  point: string;
  changedAt: string;
  /** null = it is not active, or held back. */
  activeSince: string | null;
  /** What this person may ask for in this state. */
  actions: CommandKind[];
  pending: Pending | null;
}

/** Asked for, and not yet confirmed by the monitoring. */
export interface Pending {
  kind: CommandKind;
  askedAt: string;
  until: string | null;
  reason: string;
  by: string;
}

export interface AlarmChange extends Seen {
  at: string;
  previous: AlarmState;
  announced: boolean;
}

export interface AlarmDetail {
  alarm: Alarm;
  history: AlarmChange[];
  next: string | null;
}

export interface AlarmPage extends Page<Alarm> {
  counts: Partial<Record<AlarmState, number>> | null;
}

export interface AlarmFilter {
  state: AlarmState | 'ACTIVE' | 'ALL';
  priority?: number | null;
  asset?: string;
  q?: string;
}

const path = (asset: string, detector: string): string => `/api/alarms/${encodeURIComponent(asset)}/${encodeURIComponent(detector)}`;

export const fetchAlarms = (filter: AlarmFilter, cursor: string | null, signal?: AbortSignal): Promise<AlarmPage> =>
  getJson(withQuery('/api/alarms', { ...filter, limit: 100, cursor }), signal);
export const fetchAlarm = (asset: string, detector: string, cursor: string | null, signal?: AbortSignal): Promise<AlarmDetail> =>
  getJson(withQuery(path(asset, detector), { limit: 50, cursor }), signal);

const VERB: Readonly<Record<CommandKind, string>> = {
  ACKNOWLEDGE: 'acknowledge',
  SHELVE: 'shelve',
  UNSHELVE: 'unshelve',
  OUT_OF_SERVICE: 'out-of-service',
  IN_SERVICE: 'in-service',
};

export const askFor = (alarm: Pick<Alarm, 'asset' | 'detector'>, kind: CommandKind, said: { until?: string; reason?: string } = {}): Promise<Alarm> =>
  postJson(`${path(alarm.asset, alarm.detector)}/${VERB[kind]}`, said);

/** Those of an asset that nobody has acknowledged or asked to. */
export const acknowledgeAll = (asset: string): Promise<Alarm[]> => postJson(`/api/alarms/${encodeURIComponent(asset)}/acknowledge`, {});

export interface Named {
  asset: string;
  detector: string;
}

export interface Figures {
  from: string;
  to: string;
  announced: number;
  perTenMinutes: number;
  perHour: number;
  shareOfIntervalsAboveTen: number;
  floods: number;
  shareOfTimeInFlood: number;
  chattering: number;
  chatteringAlarms: Named[];
  stale: number;
  staleAlarms: Named[];
  badActors: (Named & { announced: number })[];
  shareOfBadActors: number;
  /** Of priority 1, 2, 3. */
  shareByPriority: number[];
  barMinutes: number;
  bars: { at: string; announced: number }[];
}

/** The days before now, or before the latest change of a history that is replayed. */
export const fetchFigures = (days: number, signal?: AbortSignal): Promise<Figures> => getJson(withQuery('/api/alarms/statistics', { days }), signal);

export interface Finding {
  asset: string;
  assetName: string;
  point: string;
  fault: string;
  openedAt: string;
  closedAt: string | null;
  value: number | null;
  unit: string | null;
  explanation: string;
  remedy: string;
}

export interface FindingPage extends Page<Finding> {
  open: number | null;
}

export const fetchFindings = (filter: { state: 'OPEN' | 'ALL'; asset?: string }, cursor: string | null, signal?: AbortSignal): Promise<FindingPage> =>
  getJson(withQuery('/api/instruments', { ...filter, limit: 100, cursor }), signal);

export interface LateDay {
  asset: string;
  day: string;
  messages: number;
  readings: number;
  from: string;
  to: string;
  /** Seconds behind the monitoring. */
  latest: number;
  sources: string[];
  points: string[];
}

export interface Late {
  readings: number;
  days: LateDay[];
}

export const fetchLate = (asset: string, signal?: AbortSignal): Promise<Late> => getJson(withQuery('/api/corrections', { asset }), signal);

export interface Maintenance {
  declared: boolean;
  since: string | null;
  until: string | null;
  reason: string | null;
  by: string | null;
  confirmed: boolean;
}

const maintenancePath = (asset: string): string => `/api/assets/${encodeURIComponent(asset)}/maintenance`;

export const fetchMaintenance = (asset: string, signal?: AbortSignal): Promise<Maintenance> => getJson(maintenancePath(asset), signal);
export const declareMaintenance = (asset: string, until: string, reason: string): Promise<Maintenance> => postJson(maintenancePath(asset), { until, reason });
export async function endMaintenance(asset: string): Promise<void> {
  await send(maintenancePath(asset), { method: 'DELETE' });
}

export type RaisedKind = 'ADVISORY' | 'ALARM' | 'ALERT' | 'INSTRUMENT';

export interface Raised {
  kind: RaisedKind;
  at: string;
  source: string;
  subject: string;
  priority: number | null;
  text: string;
}

export interface Compared {
  planId: string;
  planVersion: number;
  running: boolean;
  from: string;
  to: string;
  would: Record<RaisedKind, number>;
  did: Record<RaisedKind, number>;
  wouldHaveRaised: Raised[];
  raised: Raised[];
}

export const fetchShadow = (asset: string, signal?: AbortSignal): Promise<Compared[]> => getJson(`/api/assets/${encodeURIComponent(asset)}/shadow`, signal);
