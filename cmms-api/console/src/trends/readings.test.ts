import { describe, expect, it } from 'vitest';
import { breaksBefore, streaksOf, summaryOf, trendModel, withReadings, type Sample } from './readings';

const sample = (at: number, value: number, quality = 192): Sample => ({ at, value, min: value, max: value, quality });
const bucket = (at: number, value: number, quality = 192): Sample => ({ at, value, min: value - 1, max: value + 1, quality });
const series = (samples: Sample[], resolution = 'raw') => ({ asset: 'P-101', point: 'velocity', unit: 'mm/s', resolution, samples });
const EVERY_SECOND = [0, 1_000, 2_000, 3_000, 4_000].map((at) => sample(at, at / 1_000));
const BUCKETS = [0, 1_000, 2_000, 3_000, 4_000].map((at) => bucket(at, at / 1_000));

describe('new readings', () => {
  it('come behind the others, and correct what is there', () => {
    const merged = withReadings(EVERY_SECOND, { at: [2_000, 5_000, 4_500], value: [20, 50, 45], quality: [64, 192, 192] });
    expect(merged.map(({ at, value }) => [at, value])).toEqual([
      [0, 0],
      [1_000, 1],
      [2_000, 20],
      [3_000, 3],
      [4_000, 4],
      [4_500, 45],
      [5_000, 50],
    ]);
    expect(merged[2]?.quality).toBe(64);
  });
});

describe('gaps', () => {
  it('are wider than five usual distances', () => {
    expect(breaksBefore({ samples: [...EVERY_SECOND, sample(9_000, 9), sample(14_001, 10)] })).toEqual([false, false, false, false, false, false, true]);
  });
  it('cannot be told from a few readings', () => {
    expect(breaksBefore({ samples: [sample(0, 1), sample(1_000, 1), sample(90_000, 1)] })).toEqual([false, false, false]);
  });
  it('are those that the server has said, and of what came since those that are wide', () => {
    const told = [0, 1_000, 2_000, 10_000, 11_000, 12_000].map((at) => ({ ...sample(at, 1), usable: 1 }));
    const gaps = [{ from: -5_000, to: 0 }, { from: 1_500, to: 1_900 }];
    expect(breaksBefore({ samples: [...told, sample(13_000, 1), sample(30_000, 1)], gaps })).toEqual([false, false, true, false, false, false, false, true]);
  });
  it('break the line and the band', () => {
    const model = trendModel(series([...BUCKETS, bucket(14_000, 9)], 'PT1S'), 'mm/s', [0, 20_000]);
    expect(model.times).toEqual([0, 1_000, 2_000, 3_000, 4_000, 9_000, 14_000]);
    expect(model.lines[0]?.values).toEqual([0, 1, 2, 3, 4, null, 9]);
    expect(model.band?.high[5]).toBeNull();
    expect(model.band?.high[6]).toBe(10);
  });
});

describe('quality', () => {
  const doubtful = [...EVERY_SECOND, sample(5_000, -9_999, 0), sample(6_000, 3, 64), sample(7_000, 3, 500)];
  it('is marked, and what nobody may use is no part of the line', () => {
    const model = trendModel(series(doubtful), 'mm/s', [0, 8_000]);
    expect(model.lines[0]?.values.slice(4)).toEqual([4, null, 3, null]);
    expect(model.lines[1]).toMatchObject({ label: 'Not good', style: 'marks', values: [null, null, null, null, null, 0, 3, 3] });
  });
  it('of a bucket tells of readings that its mean leaves out, and marks the stretch and not the mean', () => {
    const model = trendModel(series([...BUCKETS, { ...bucket(5_000, 7, 0), readings: 10, usable: 9, good: 9 }], 'PT1S'), 'mm/s', [0, 8_000]);
    expect(model.lines).toHaveLength(1);
    expect(model.lines[0]?.values.at(-1)).toBe(7);
    expect(model.streaks).toEqual([{ from: 5_000, to: 6_000, colour: '--chart-2', high: true }]);
  });
  it('of stretches is told by runs: what is close together is one', () => {
    const buckets = Array.from({ length: 1_000 }, (_, index) => ({
      ...bucket(index * 1_000, 1, index % 4 === 0 ? 64 : 192),
      readings: 10,
      usable: index === 500 || index === 900 ? 9 : 10,
      good: index % 4 === 0 ? 8 : 10,
    }));
    const streaks = streaksOf(series(buckets, 'PT1S'), [0, 1_000_000]);
    expect(streaks.filter(({ high }) => !high)).toEqual([{ from: 0, to: 997_000, colour: '--warn', high: false }]);
    expect(streaks.filter(({ high }) => high).map(({ from }) => from)).toEqual([500_000, 900_000]);
    expect(streaksOf(series(buckets), [0, 1_000_000])).toEqual([]);
  });
  it('of a bucket that nobody may use keeps it out, where the server has said so', () => {
    const model = trendModel(series([...BUCKETS, { ...bucket(5_000, 7, 0), usable: 0 }], 'PT1S'), 'mm/s', [0, 8_000]);
    expect(model.lines[0]?.values.at(-1)).toBeNull();
  });
  it('needs no mark where all is good', () => {
    expect(trendModel(series(EVERY_SECOND), 'mm/s', [0, 8_000]).lines).toHaveLength(1);
  });
  it('is counted, and what nobody may use is in no figure', () => {
    expect(summaryOf({ samples: doubtful })).toMatchObject({ min: 0, mean: 13 / 6, max: 4, doubtful: { bad: 1, uncertain: 1, stale: 1 }, gaps: 0 });
    expect(summaryOf({ samples: doubtful }).last?.at).toBe(7_000);
  });
  it('has no figures without readings', () => {
    expect(summaryOf({ samples: [] })).toEqual({ min: null, mean: null, max: null, last: null, doubtful: {}, gaps: 0 });
  });
});
