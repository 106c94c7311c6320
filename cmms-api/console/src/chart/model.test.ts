import { describe, expect, it } from 'vitest';
import { extent, spread, trailingMean, type ChartModel } from './model';

const model = (changes: Partial<ChartModel>): ChartModel => ({ times: [0, 1], lines: [], format: String, ...changes });
const line = (values: (number | null)[]) => ({ label: 'a', values, colour: '--chart-1', style: 'line' }) as const;

describe('trailingMean', () => {
  it('looks back only, and starts anew after a gap', () => {
    expect(trailingMean([1, 3, 5, 7], 2)).toEqual([1, 2, 4, 6]);
    expect(trailingMean([1, 3, null, 10, 20], 2)).toEqual([1, 2, null, 10, 15]);
  });
  it('says nothing before half a window is there', () => {
    expect(trailingMean([1, 2, 3, 4], 4)).toEqual([null, 1.5, 2, 2.5]);
  });
});

describe('spread', () => {
  it('keeps first and last', () => {
    expect(spread(5, 10)).toEqual([0, 1, 2, 3, 4]);
    expect(spread(101, 3)).toEqual([0, 50, 100]);
  });
});

describe('extent', () => {
  it('leaves room, and shows the limit that the values have not reached', () => {
    const [low, high] = extent(model({ lines: [line([10, 20])], limits: [{ value: 30, label: 'limit' }] }));
    expect(low).toBeLessThan(10);
    expect(high).toBeGreaterThan(30);
  });
  it('keeps fixed bounds exactly', () => {
    expect(extent(model({ lines: [line([0.2, 0.9])], range: [0, 1] }))).toEqual([0, 1]);
  });
  it('copes with a constant, with gaps and with nothing', () => {
    const [low, high] = extent(model({ lines: [line([100, 100])] }));
    expect(high).toBeGreaterThan(low);
    expect(extent(model({ lines: [line([null, Number.NaN])] }))).toEqual([0, 1]);
  });
});
