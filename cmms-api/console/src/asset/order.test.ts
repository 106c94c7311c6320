import { expect, it } from 'vitest';
import type { AssetItem, ConditionState } from './api';
import { sorted } from './order';

const asset = (tag: string, state: ConditionState | null, failureProbability: number | null = null): AssetItem => ({
  tag,
  name: tag,
  assetClass: 'pump',
  site: null,
  criticality: null,
  autoProvisioned: false,
  openWorkOrders: 0,
  lastReadingAt: null,
  health: state && { index: 0.5, at: '', state, failureProbability, remainingLifeHours: null, remainingLifeLowHours: null, remainingLifeHighHours: null },
});

it('shows the worst first, and what nobody has assessed before what is well', () => {
  const assets = [asset('n', 'NORMAL', 0.01), asset('u', null), asset('a2', 'ALARM', 0.6), asset('t', 'ALERT', 0.3), asset('a1', 'ALARM', 0.9)];
  expect(sorted(assets, 'condition').map((one) => one.tag)).toEqual(['a1', 'a2', 't', 'u', 'n']);
});

it('puts what is not known last in every column', () => {
  const assets = [asset('u', null), asset('n', 'NORMAL', 0.01), asset('a', 'ALARM', 0.9)];
  expect(sorted(assets, 'probability').map((one) => one.tag)).toEqual(['a', 'n', 'u']);
});

it('sorts tags as people count', () => {
  expect(sorted([asset('P-10', null), asset('P-9', null)], 'tag').map((one) => one.tag)).toEqual(['P-9', 'P-10']);
});
