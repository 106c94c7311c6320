import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/problem';
import { Session, type SessionParts } from './session';
import type { Tokens } from './tokens';

/** A server that gives out numbered tokens and accepts each refresh token once, as the real one does. */
class Server {
  issued = 0;
  refreshes = 0;
  reused = false;
  down = false;
  #valid = '';
  now = 1_000_000;

  issue(): Tokens {
    this.issued += 1;
    this.#valid = `refresh-${this.issued}`;
    return { access: `access-${this.issued}`, refresh: this.#valid, expiresAt: this.now + 300_000, issuedAt: this.now + this.issued };
  }

  async refresh(token: string): Promise<Tokens> {
    await new Promise((resolve) => setTimeout(resolve, 5)); // the way there takes longer than a turn of the event loop
    if (this.down) throw new ApiError(0, 'No connection', '');
    this.refreshes += 1;
    if (token !== this.#valid) {
      this.reused = true;
      throw new ApiError(400, 'invalid_grant', 'used up');
    }
    return this.issue();
  }
}

/** Channel and lock between the tabs of one browser. Messages come later, as in a browser; some pages have no locks. */
class Browser {
  constructor(private readonly locks = true) {}

  readonly #listeners: { tab: number; listener: (event: Event) => void }[] = [];
  #lock: Promise<unknown> = Promise.resolve();
  #tabs = 0;

  tab(server: Server, storage = new Map<string, string>()): { session: Session; storage: Map<string, string> } {
    const tab = this.#tabs++;
    const parts: SessionParts = {
      login: async () => server.issue(),
      refresh: (token) => server.refresh(token),
      revoke: async () => undefined,
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      },
      channel: {
        postMessage: (message: unknown) => {
          for (const one of this.#listeners) {
            if (one.tab !== tab) setTimeout(() => one.listener(new MessageEvent('message', { data: structuredClone(message) })), 1);
          }
        },
        addEventListener: (_: string, listener: EventListenerOrEventListenerObject) => {
          this.#listeners.push({ tab, listener: listener as (event: Event) => void });
        },
      },
      exclusively: <T>(work: () => Promise<T>): Promise<T> => {
        if (!this.locks) return work();
        const turn = this.#lock.then(work);
        this.#lock = turn.catch(() => undefined);
        return turn;
      },
      now: () => server.now,
    };
    return { session: new Session(parts), storage };
  }
}

describe('a session', () => {
  it.each([true, false])('renews once for all requests that find the token run out (page with locks: %s)', async (locks) => {
    const server = new Server();
    const { session } = new Browser(locks).tab(server);
    await session.signIn('a', 'b');
    server.now += 290_000; // less than the margin is left

    const tokens = await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()]);

    expect(new Set(tokens)).toEqual(new Set(['access-2']));
    expect(server.refreshes).toBe(1);
  });

  it('does not renew again for a request that was refused with an older token', async () => {
    const server = new Server();
    const { session } = new Browser().tab(server);
    await session.signIn('a', 'b');

    const [first, second] = [await session.accessTokenAfter('access-1'), await session.accessTokenAfter('access-1')];

    expect([first, second]).toEqual(['access-2', 'access-2']);
    expect(server.refreshes).toBe(1);
  });

  it('never uses a refresh token twice when two tabs renew at the same time', async () => {
    const server = new Server();
    const browser = new Browser();
    const one = browser.tab(server).session;
    await one.signIn('a', 'b');
    const two = browser.tab(server).session;
    await two.start();
    expect(two.state).toBe('signed-in');
    server.now += 290_000;

    const tokens = await Promise.all([one.accessToken(), two.accessToken()]);

    expect(tokens).toEqual(['access-2', 'access-2']);
    expect(server.refreshes).toBe(1);
    expect(server.reused).toBe(false);
  });

  it('survives a reload with the stored refresh token', async () => {
    const server = new Server();
    const { session, storage } = new Browser().tab(server);
    await session.signIn('a', 'b');
    expect([...storage.values()].join()).not.toContain('access-1');

    const reloaded = new Browser().tab(server, storage).session;
    await reloaded.start();

    expect(reloaded.state).toBe('signed-in');
    expect(await reloaded.accessToken()).toBe('access-2');
  });

  it('ends in every tab when the server refuses the refresh token', async () => {
    const server = new Server();
    const browser = new Browser();
    const { session: one, storage } = browser.tab(server);
    await one.signIn('a', 'b');
    const two = browser.tab(server).session;
    await two.start();
    server.issue(); // the family is used elsewhere: the token here is no longer valid

    await expect(one.accessTokenAfter('access-1')).rejects.toMatchObject({ status: 400 });
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect([one.state, two.state]).toEqual(['signed-out', 'signed-out']);
    expect(storage.size).toBe(0);
  });

  it('is kept while the server cannot be reached', async () => {
    const server = new Server();
    const { session, storage } = new Browser().tab(server);
    await session.signIn('a', 'b');
    server.down = true;

    await expect(session.accessTokenAfter('access-1')).rejects.toMatchObject({ status: 0 });
    expect(session.state).toBe('signed-in');
    expect(storage.size).toBe(1);

    server.down = false;
    expect(await session.accessTokenAfter('access-1')).toBe('access-2');
  });

  it('is signed out in the other tabs as well', async () => {
    const server = new Server();
    const browser = new Browser();
    const one = browser.tab(server).session;
    await one.signIn('a', 'b');
    const two = browser.tab(server).session;
    await two.start();

    one.signOut();
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect(two.state).toBe('signed-out');
  });
});
