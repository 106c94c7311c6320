import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { fetchMe, fetchUsers, type Me, type Permission, type Role } from './api';
import { session, type SessionState } from './session';

export function useSessionState(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

export function useMe(): Me | undefined {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => fetchMe(signal), staleTime: 300_000 }).data;
}

/** How the server signs what it does by itself. */
const SYSTEM = 'millwright';

/** The name of a person for a user name; the user name itself for someone who has left. */
export function useNames(): (username: string | null | undefined) => string {
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => fetchUsers(signal), staleTime: 300_000 }).data;
  return (username) => {
    if (!username) return '';
    if (username === SYSTEM) return 'Millwright';
    return users?.find((user) => user.username === username)?.displayName ?? username;
  };
}

export const ROLE_LABEL: Readonly<Record<Role, string>> = {
  ADMIN: 'Administrator',
  PLANNER: 'Planner',
  TECHNICIAN: 'Technician',
  RELIABILITY: 'Reliability engineer',
  VIEWER: 'Viewer',
};

/** Whether to offer something; the server has the last word. */
export const may = (me: Me | undefined, permission: Permission): boolean => me?.permissions.includes(permission) ?? false;
