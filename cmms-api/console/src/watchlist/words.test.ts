import { describe, expect, it } from 'vitest';
import type { WatchItem } from './api';
import { crewName, riskNumber, riskParts, riskTitle, workHours } from './words';

const item = { probability: 0.62, basis: 'SYMPTOMS', criticality: null } as WatchItem;

describe('words of the watch list', () => {
  it('says hours of work as hours, however many', () => {
    expect(workHours(160)).toBe('160\u00A0h');
    expect(workHours(2.5)).toBe('2.5\u00A0h');
  });

  it('says how a risk comes about', () => {
    expect(riskNumber(0.3)).toBe('0.30');
    expect(riskParts(item)).toBe('62\u00A0% × no class');
    expect(riskParts({ ...item, criticality: 'A' })).toBe('62\u00A0% × class A');
    expect(riskTitle(item)).toContain('likelihood by the symptoms');
    expect(riskTitle(item)).toContain('counted as B');
  });

  it('names crews', () => {
    expect(crewName(null)).toBe('Crew of the organization');
    expect(crewName('Hall 2')).toBe('Crew of Hall 2');
  });
});
