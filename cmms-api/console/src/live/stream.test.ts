import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pauseAfter } from './stream';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits longer after each failure, half a minute at most', async () => {
  for (const [failures, millis] of [[0, 1_000], [3, 8_000], [20, 30_000]] as const) {
    let over = false;
    void pauseAfter(failures, new AbortController().signal).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(millis - 1);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toBe(true);
  }
});

it('ends at once, and leaves no timer, when nobody wants the stream any more', async () => {
  const stop = new AbortController();
  const waiting = pauseAfter(20, stop.signal);
  stop.abort();
  await waiting;
  await pauseAfter(20, stop.signal);
  expect(vi.getTimerCount()).toBe(0);
});
