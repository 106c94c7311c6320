import { act, getJson, getVersioned, postJson, putJson, withQuery, type Versioned } from '../api/http';
import type { Page } from '../workorder/api';

export type DeviceState = 'ACTIVE' | 'SUSPENDED';
export type CredentialKind = 'PASSWORD' | 'API_KEY' | 'CERTIFICATE' | 'PRE_SHARED_KEY';

export interface Grant {
  /** `*` = every asset that has no grant of its own. */
  asset: string;
  /** Empty = every point, and events. */
  points: string[];
}

export interface DeviceItem {
  tag: string;
  name: string;
  /** tenant/tag: what it calls itself when it connects. */
  userName: string;
  state: DeviceState;
  autoProvision: boolean;
  credentials: CredentialKind[];
  grants: Grant[];
  /** Of what it may write by name, event time. */
  lastReadingAt: string | null;
  version: number;
}

export interface Credential {
  id: string;
  kind: CredentialKind;
  label: string;
  certificateSha256: string | null;
  identity: string | null;
  createdAt: string;
  createdBy: string;
}

/** 0 = the gateway's default. */
export interface Limits {
  messagesPerSecond: number;
  readingsPerSecond: number;
  maxMessageBytes: number;
}

export interface Device extends DeviceItem {
  credentialList: Credential[];
  limits: Limits;
  createdAt: string;
  createdBy: string;
  changedAt: string;
  changedBy: string;
}

export interface DescribeDevice {
  tag?: string;
  name: string;
  autoProvision: boolean;
  limits: Limits;
  grants: Grant[];
}

export interface AddCredential {
  kind: CredentialKind;
  label: string;
  password?: string;
  certificatePem?: string;
  certificateSha256?: string;
  identity?: string;
  keyHex?: string;
}

/** The only time that a secret is shown. */
export interface AddedCredential {
  credential: Credential;
  userName: string;
  secret: string | null;
}

export type DiscoveryReason = 'UNKNOWN_DEVICE' | 'UNKNOWN_ASSET' | 'UNKNOWN_POINT' | 'NOT_GRANTED';

export interface Discovery {
  id: string;
  source: string;
  device: string | null;
  reason: DiscoveryReason;
  asset: string | null;
  point: string | null;
  unit: string | null;
  value: number | null;
  address: string;
  firstSeenAt: string;
  lastSeenAt: string;
  dismissed: boolean;
}

export interface Mapped {
  device: string | null;
  asset: string | null;
  points: string[];
}

const path = (tag: string): string => `/api/devices/${encodeURIComponent(tag)}`;

export const fetchDevices = (q: string, cursor: string | null, signal?: AbortSignal): Promise<Page<DeviceItem>> =>
  getJson(withQuery('/api/devices', { q, cursor }), signal);
export const fetchDevice = (tag: string, signal?: AbortSignal): Promise<Versioned<Device>> => getVersioned(path(tag), signal);
export const registerDevice = (device: DescribeDevice): Promise<Device> => postJson('/api/devices', device);
export const describeDevice = (tag: string, etag: string, device: DescribeDevice): Promise<Device> => putJson(path(tag), device, { 'If-Match': etag });
export const suspendDevice = (tag: string): Promise<void> => act('POST', `${path(tag)}/suspend`);
export const activateDevice = (tag: string): Promise<void> => act('POST', `${path(tag)}/activate`);
export const deleteDevice = (tag: string): Promise<void> => act('DELETE', path(tag));
export const addCredential = (tag: string, credential: AddCredential): Promise<AddedCredential> => postJson(`${path(tag)}/credentials`, credential);
export const removeCredential = (tag: string, id: string): Promise<void> => act('DELETE', `${path(tag)}/credentials/${id}`);

export const fetchDiscoveries = (q: string, dismissed: boolean, cursor: string | null, signal?: AbortSignal): Promise<Page<Discovery>> =>
  getJson(withQuery('/api/discoveries', { q, dismissed: dismissed ? 'true' : null, cursor }), signal);
export const mapDiscovery = (id: string): Promise<Mapped> => postJson(`/api/discoveries/${id}/map`, {});
export const mapAsset = (source: string, asset: string): Promise<Mapped> => postJson('/api/discoveries/map', { source, asset });
export const dismissDiscovery = (id: string): Promise<void> => act('POST', `/api/discoveries/${id}/dismiss`);
export const restoreDiscovery = (id: string): Promise<void> => act('POST', `/api/discoveries/${id}/restore`);
