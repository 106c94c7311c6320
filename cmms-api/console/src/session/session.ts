import { ApiError } from '../api/problem';
import * as server from './tokens';
import type { Tokens } from './tokens';

/*
 * One session for all tabs of a browser window.
 *
 *   sign in ──> tokens ──> access token: memory only
 *                     └──> refresh token: sessionStorage, so that a reload stays signed in and closing the tab does not
 *                          leave it behind on a shared terminal
 *
 * A refresh token is good for one use, and using it twice ends the session. So only one tab renews at a time (a Web
 * Lock, where the page may use one), it first asks the other tabs whether they hold newer tokens, and it tells them the
 * new ones. A new tab gets the session of its neighbours the same way.
 */

/** How long other tabs have to answer. They answer within a few milliseconds; none of them is the common case. */
const ANSWER_MILLIS = 120;
/** Renewed this long before it runs out, so that no request starts with a token that ends on the way. */
const MARGIN_MILLIS = 20_000;
const STORAGE_KEY = 'millwright.session';

type Message = { kind: 'ask' } | { kind: 'tokens'; tokens: Tokens } | { kind: 'end' };
export type SessionState = 'starting' | 'signed-in' | 'signed-out';

export interface SessionParts {
  login: typeof server.login;
  refresh: typeof server.refresh;
  revoke: typeof server.revoke;
  /** Where the refresh token survives a reload. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** To the other tabs. */
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> | null;
  /** Runs one at a time over all tabs. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  now: () => number;
}

export class Session {
  #tokens: Tokens | null = null;
  #stored: Tokens | null;
  #state: SessionState;
  #renewing: Promise<Tokens> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#stored = readStored(parts.storage);
    this.#state = 'starting';
    parts.channel?.addEventListener('message', (event) => this.#hear((event as MessageEvent<Message>).data));
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Picks up the session of before the reload, or of another tab. */
  async start(): Promise<void> {
    if (this.#state !== 'starting') return;
    try {
      if (this.#stored) {
        await this.#renew(null);
      } else {
        await this.#askOthers();
        if (!this.#tokens) this.#become('signed-out');
      }
    } catch (error) {
      // A refused token has ended the session already. Without a connection the token may still be good: keep it.
      if (!(error instanceof ApiError)) throw error;
      if (this.#state === 'starting') this.#become('signed-out');
    }
  }

  async signIn(username: string, password: string): Promise<void> {
    this.#take(await this.#parts.login(username, password, this.#parts.now), true);
  }

  signOut(): void {
    const current = this.#tokens;
    if (current) void this.#parts.revoke(current);
    this.end();
  }

  /** Forgets the tokens here and in the other tabs. */
  end(): void {
    this.#forget();
    this.#parts.channel?.postMessage({ kind: 'end' } satisfies Message);
  }

  async accessToken(): Promise<string> {
    const current = this.#tokens;
    if (current && current.expiresAt - MARGIN_MILLIS > this.#parts.now()) return current.access;
    return (await this.#renew(current)).access;
  }

  /** For a request that was answered with 401: a token other than the one it was sent with. */
  async accessTokenAfter(refused: string): Promise<string> {
    const current = this.#tokens;
    // Another request may have renewed it since.
    if (current && current.access !== refused) return this.accessToken();
    return (await this.#renew(current)).access;
  }

  /** One renewal at a time; callers that come while it runs share it. */
  #renew(refused: Tokens | null): Promise<Tokens> {
    this.#renewing ??= this.#parts.exclusively(() => this.#renewNow(refused)).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renewNow(refused: Tokens | null): Promise<Tokens> {
    await this.#askOthers();
    const known = this.#tokens;
    if (known && known !== refused && known.expiresAt - MARGIN_MILLIS > this.#parts.now()) return known;
    const source = newer(known, this.#stored);
    if (!source) {
      this.#forget();
      throw new ApiError(401, 'Please sign in', 'You are not signed in.');
    }
    try {
      const renewed = await this.#parts.refresh(source.refresh, this.#parts.now);
      this.#take(renewed, true);
      return renewed;
    } catch (error) {
      const refusedForGood = error instanceof ApiError && (error.status === 400 || error.status === 401 || error.status === 403);
      if (refusedForGood) this.end();
      throw error;
    }
  }

  #askOthers(): Promise<void> {
    const channel = this.#parts.channel;
    if (!channel) return Promise.resolve();
    const before = this.#tokens;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const stop = this.subscribe(() => {
        if (this.#tokens !== before) done();
      });
      const timer = setTimeout(done, ANSWER_MILLIS);
      channel.postMessage({ kind: 'ask' } satisfies Message);
    });
  }

  #hear(message: Message): void {
    if (message.kind === 'ask') {
      if (this.#tokens) this.#parts.channel?.postMessage({ kind: 'tokens', tokens: this.#tokens } satisfies Message);
    } else if (message.kind === 'tokens') {
      const current = newer(this.#tokens, this.#stored);
      if (!current || message.tokens.issuedAt > current.issuedAt || (!this.#tokens && message.tokens.issuedAt === current.issuedAt)) {
        this.#take(message.tokens, false);
      }
    } else {
      this.#forget();
    }
  }

  #take(tokens: Tokens, tellOthers: boolean): void {
    this.#tokens = tokens;
    this.#stored = { ...tokens, access: '' };
    try {
      this.#parts.storage?.setItem(STORAGE_KEY, JSON.stringify(this.#stored));
    } catch {
      // Storage is full or blocked: the session then ends with a reload.
    }
    if (tellOthers) this.#parts.channel?.postMessage({ kind: 'tokens', tokens } satisfies Message);
    this.#become('signed-in');
  }

  #forget(): void {
    this.#tokens = null;
    this.#stored = null;
    this.#parts.storage?.removeItem(STORAGE_KEY);
    this.#become('signed-out');
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

function newer(a: Tokens | null, b: Tokens | null): Tokens | null {
  if (!a || !b) return a ?? b;
  return b.issuedAt > a.issuedAt ? b : a;
}

function readStored(storage: SessionParts['storage']): Tokens | null {
  try {
    const stored = JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null') as Partial<Tokens> | null;
    if (typeof stored?.refresh !== 'string' || typeof stored.issuedAt !== 'number') return null;
    return { access: '', refresh: stored.refresh, expiresAt: 0, issuedAt: stored.issuedAt };
  } catch {
    return null;
  }
}

function browserStorage(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // blocked by the browser's settings
  }
}

export const session = new Session({
  login: server.login,
  refresh: server.refresh,
  revoke: server.revoke,
  storage: browserStorage(),
  channel: typeof window === 'undefined' ? null : new BroadcastChannel('millwright.session'),
  // Locks need a secure context; on a plain http address of the plant network each tab then only orders its own renewals.
  exclusively: (work) =>
    typeof navigator !== 'undefined' && navigator.locks ? navigator.locks.request('millwright.session', work) : work(),
  now: Date.now,
});
