import { describe, expect, it } from 'vitest';
import type { Series } from '../asset/api';
import { seriesModel } from './models';

const series = (times: number[], gaps: Series['gaps'], resolution = 'raw'): Series => ({
  asset: 'pump-1',
  point: 'temp',
  unit: null,
  resolution,
  gaps,
  samples: times.map((at) => ({ at, value: at, min: at - 1, max: at + 1, quality: 192, readings: 1, usable: 1, revised: 0 })),
});

describe('seriesModel', () => {
  it('breaks the line where readings are missing', () => {
    const model = seriesModel(series([10, 20, 90, 100], [{ from: 20, to: 90 }]));

    expect(model.times).toEqual([10, 20, 55, 90, 100]);
    expect(model.lines[0]?.values).toEqual([10, 20, null, 90, 100]);
  });
  it('breaks the band of buckets too, before the bucket that the next reading is in', () => {
    const model = seriesModel(series([0, 10, 20], [{ from: 9, to: 18 }], 'PT0.01S'));

    expect(model.times).toEqual([0, 5, 10, 20]);
    expect(model.band?.low).toEqual([-1, null, 9, 19]);
  });
  it('breaks nothing at the ends of the range', () => {
    expect(seriesModel(series([10, 20], [{ from: 0, to: 10 }, { from: 20, to: 99 }])).times).toEqual([10, 20]);
  });
});
