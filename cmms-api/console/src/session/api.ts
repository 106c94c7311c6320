import { getJson } from '../api/http';

export type Role = 'ADMIN' | 'PLANNER' | 'TECHNICIAN' | 'RELIABILITY' | 'VIEWER';

/** Those that the console asks about; the server has more, and the last word. */
export type Permission =
  | 'WORK_ORDER_CREATE'
  | 'WORK_ORDER_ASSIGN'
  | 'WORK_RELEASE'
  | 'CREW_BUDGET'
  | 'ASSET_WRITE'
  | 'DEVICE_WRITE'
  | 'ALARM_SUPPRESS'
  | 'RETENTION';

export interface Me {
  username: string;
  displayName: string;
  organization: { id: string; name: string };
  roles: Role[];
  permissions: (Permission | string)[];
}

export interface User {
  username: string;
  displayName: string;
  roles: Role[];
}

export const fetchMe = (signal?: AbortSignal): Promise<Me> => getJson('/api/me', signal);
export const fetchUsers = (signal?: AbortSignal): Promise<User[]> => getJson('/api/users', signal);
