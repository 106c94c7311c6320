import { getJson } from '../api/http';
import type { Status } from '../workorder/api';

export interface Summary {
  openWorkOrders: number;
  /** Advisories on the watch list. */
  waitingForCapacity: number;
  byStatus: Partial<Record<Status, number>>;
  byPriority: Partial<Record<string, number>>;
  assets: number;
  assetsInAlarm: number;
  assetsInAlert: number;
  /** Active, and nobody has acknowledged them. */
  newAlarms: number;
  faultySensors: number;
}

export const fetchSummary = (signal?: AbortSignal): Promise<Summary> => getJson('/api/summary', signal);
