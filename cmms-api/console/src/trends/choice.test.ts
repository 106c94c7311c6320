import { describe, expect, it } from 'vitest';
import { choiceOf, drawn, moved, pointName, PRESETS, queryOf, trendOf, zoomed, type Choice } from './choice';

const read = (query: string): Choice => choiceOf(new URLSearchParams(query));

describe('the choice in the address', () => {
  it('comes back as it was', () => {
    const points = [
      { asset: 'P-101', point: 'velocity' },
      { asset: 'P-102', point: 'T50/mean15 & more' },
    ];
    const choices: Choice[] = [
      { points, range: PRESETS[4], live: true },
      { points, range: [1_000_000, 2_000_500], live: false },
      { points: [], range: PRESETS[0], live: false },
    ];
    for (const choice of choices) expect(choiceOf(queryOf(choice))).toEqual(choice);
  });
  it('makes sense of what somebody wrote', () => {
    expect(read('p=P-101/velocity&p=P-101/velocity&p=nothing&p=/x&p=x/').points).toEqual([{ asset: 'P-101', point: 'velocity' }]);
    expect(read('range=3w').range).toBe(PRESETS[1]);
    expect(read('from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z').range).toBe(PRESETS[1]);
    expect(read('from=x&to=2026-01-01T00:00:00Z&range=7d').range).toBe(PRESETS[2]);
    expect(read('from=1969-01-01T00:00:00Z&to=2026-01-01T00:00:00Z').range).toBe(PRESETS[1]);
  });
  it('does not follow new readings in a span that has ended', () => {
    expect(read('from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&live=1').live).toBe(false);
  });
  it('shows so many points and no more', () => {
    const many = new URLSearchParams(Array.from({ length: 40 }, (_, n) => ['p', `P/${n}`]));
    expect(choiceOf(many).points).toHaveLength(12);
  });
  it('splits a name at the first slash', () => {
    expect(pointName('P-101/T50/mean15')).toEqual({ asset: 'P-101', point: 'T50/mean15' });
  });
  it('is linked to from an asset', () => {
    expect(trendOf('P-101', 'velocity', 30)).toBe('/trends?p=P-101%2Fvelocity&range=30d');
  });
});

describe('zooming', () => {
  it('keeps what is in the middle', () => {
    expect(zoomed([0, 100_000], 0.5)).toEqual([25_000, 75_000]);
    expect(zoomed([0, 100_000], 0.5, 20_000)).toEqual([10_000, 60_000]);
    expect(zoomed([40_000, 60_000], 2)).toEqual([30_000, 70_000]);
  });
  it('ends at a second, and at 1970', () => {
    const [from, to] = zoomed([50_000, 51_000], 0.1);
    expect(to - from).toBe(1_000);
    expect(zoomed([0, 10_000], 3)).toEqual([0, 30_000]);
    expect(moved([1_000, 11_000], -1)).toEqual([0, 10_000]);
  });
  it('moves by a share of the span', () => {
    expect(moved([10_000, 20_000], 0.5)).toEqual([15_000, 25_000]);
  });
  it('takes a stretch drawn either way, and no click', () => {
    expect(drawn(60_000, 20_000, [0, 100_000])).toEqual([20_000, 60_000]);
    expect(drawn(60_000, 60_100, [0, 100_000])).toBeNull();
    expect(drawn(NaN, 60_100, [0, 100_000])).toBeNull();
  });
});
