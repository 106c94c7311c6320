import { session } from '../session/session';
import { problemOf, unreachable } from './problem';

/** A value with the version that a later change has to name (If-Match). */
export interface Versioned<T> {
  value: T;
  etag: string;
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Sends with the session's access token; a token that has run out is renewed and the request sent once more. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const token = await session.accessToken();
  let response = await fetchWith(token, path, init);
  if (response.status === 401) {
    response = await fetchWith(await session.accessTokenAfter(token), path, init);
    if (response.status === 401) session.end();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function fetchWith(token: string, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${token}`);
  if (!headers.has('Accept')) headers.set('Accept', 'application/json, application/problem+json');
  try {
    return await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function getVersioned<T extends { version: number }>(path: string, signal?: AbortSignal): Promise<Versioned<T>> {
  const response = await send(path, signal ? { signal } : {});
  const value = (await response.json()) as T;
  return { value, etag: response.headers.get('ETag') ?? `"${value.version}"` };
}

export async function postJson<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return withBody('POST', path, body, headers);
}

export async function putJson<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return withBody('PUT', path, body, headers);
}

/** For what has no body to send and no answer to read. */
export async function act(method: 'POST' | 'DELETE', path: string): Promise<void> {
  await send(path, method === 'POST' ? { method, body: '{}', headers: { 'Content-Type': 'application/json' } } : { method });
}

async function withBody<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  const response = await send(path, {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  return (await response.json()) as T;
}
