import { ApiError, problemOf, unreachable } from '../api/problem';

/** The two tokens of a session. The access token lives in memory only; the refresh token is good for one use. */
export interface Tokens {
  access: string;
  refresh: string;
  /** When the access token runs out, milliseconds since 1970 on this browser's clock. */
  expiresAt: number;
  /** When the tokens came, same clock: of two, the later one is the one in force. */
  issuedAt: number;
}

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in?: number;
}

export async function login(username: string, password: string, now: () => number = Date.now): Promise<Tokens> {
  return tokens(await post('/api/login', { username, password }), now());
}

export async function refresh(refreshToken: string, now: () => number = Date.now): Promise<Tokens> {
  return tokens(await post('/api/token/refresh', { grant_type: 'refresh_token', refresh_token: refreshToken }), now());
}

/** Tells the server that the refresh token is no longer wanted. Leaving does not depend on the answer. */
export async function revoke(current: Tokens): Promise<void> {
  await fetch('/api/logout', {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${current.access}` },
    body: JSON.stringify({ refresh_token: current.refresh }),
  }).catch(() => undefined);
}

async function post(path: string, body: unknown): Promise<TokenAnswer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as TokenAnswer;
}

function tokens(answer: TokenAnswer, now: number): Tokens {
  if (!answer.access_token || !answer.refresh_token) {
    throw new ApiError(502, 'Unexpected answer', 'The server signed you in without giving a token.');
  }
  return {
    access: answer.access_token,
    refresh: answer.refresh_token,
    expiresAt: now + (answer.expires_in ?? 300) * 1000,
    issuedAt: now,
  };
}
