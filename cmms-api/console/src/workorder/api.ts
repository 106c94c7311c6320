import { getJson, getVersioned, postJson, withQuery, type Versioned } from '../api/http';

export type Status = 'NEW' | 'ASSIGNED' | 'IN_PROGRESS' | 'COMPLETED' | 'VERIFIED' | 'CLOSED' | 'CANCELLED';
export type Finding = 'CONFIRMED' | 'OTHER_FAULT' | 'NO_FAULT_FOUND';

export interface WorkOrderSummary {
  id: string;
  number: string;
  assetTag: string;
  assetName: string;
  title: string;
  failureMode: string | null;
  status: Status;
  /** 1 emergency to 5 opportunity. */
  priority: number;
  trigger: 'PREDICTION' | 'MANUAL';
  /** Event time at which the condition had persisted long enough. */
  raisedAt: string;
  /** Wall time at which the order was made. */
  createdAt: string;
  dueBy: string | null;
  assignee: string | null;
  healthIndex: number | null;
  failureProbability: number | null;
  remainingLifeHours: number | null;
  version: number;
}

export interface Evidence {
  subject: string;
  value: number | null;
  limit: number | null;
  relation: 'above' | 'below';
  unit: string | null;
  at: string;
}

export interface Contribution {
  descriptor: string;
  value: number | null;
  typical: number | null;
  /** Positive raises the risk. */
  contribution: number | null;
}

export interface Prognosis {
  horizonHours: number | null;
  failureProbability: number | null;
  remainingLifeHours: number | null;
  remainingLifeLowHours: number | null;
  remainingLifeHighHours: number | null;
}

export interface Reason {
  advisoryId: string;
  rule: string;
  planId: string;
  planVersion: number;
  models: { name: string; version: number; sha256: string }[];
  explanation: string;
  episodeStart: string;
  raisedAt: string;
  evidence: Evidence[];
  contributions: Contribution[];
  prognosis: Prognosis | null;
  trendPoints: string[];
  trendFrom: string | null;
}

export interface AsFound {
  finding: Finding;
  componentReplaced: boolean;
  note?: string | null;
}

export interface WorkOrder extends WorkOrderSummary {
  description: string | null;
  reason: Reason | null;
  checklist: string[];
  recommendedAction: string | null;
  history: { at: string; by: string | null; from: Status | null; to: Status; note: string | null }[];
  /** What this user may do with it now. */
  transitions: Status[];
  asFound: AsFound | null;
  evidenceUpdates: { at: string; text: string }[];
  /** Closed orders for the same failure mode on assets of the same class. */
  similar?: SimilarOrder[];
}

export interface SimilarOrder {
  id: string;
  number: string;
  assetTag: string;
  closedAt: string;
  finding: Finding;
  componentReplaced: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total?: number | null;
}

export interface WorkOrderFilter {
  status: 'OPEN' | 'ALL' | Status;
  asset?: string;
  q?: string;
  /** `me` for the orders of the signed-in user. */
  assignee?: string;
}

export interface NewWorkOrder {
  assetTag: string;
  title: string;
  description: string;
  priority: number;
  failureMode?: string;
  dueBy?: string;
}

export interface Transition {
  to: Status;
  note?: string;
  assignee?: string;
  asFound?: AsFound;
}

export const PAGE_SIZE = 50;

export function fetchWorkOrders(filter: WorkOrderFilter, cursor: string | null, signal?: AbortSignal): Promise<Page<WorkOrderSummary>> {
  return getJson(withQuery('/api/work-orders', { ...filter, limit: PAGE_SIZE, cursor }), signal);
}

export function fetchWorkOrder(id: string, signal?: AbortSignal): Promise<Versioned<WorkOrder>> {
  return getVersioned(`/api/work-orders/${encodeURIComponent(id)}`, signal);
}

export function createWorkOrder(order: NewWorkOrder): Promise<WorkOrderSummary> {
  return postJson('/api/work-orders', order);
}

export async function moveWorkOrder(id: string, etag: string, transition: Transition): Promise<void> {
  await postJson(`/api/work-orders/${encodeURIComponent(id)}/transitions`, transition, { 'If-Match': etag });
}
