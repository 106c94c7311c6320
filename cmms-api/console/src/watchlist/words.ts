import { LOCALE, percent } from '../ui/format';
import type { WatchItem } from './api';

const AMOUNT = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const RISK = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Hours of work, never as days: a day of a crew is not one of a machine. */
export const workHours = (hours: number): string => `${AMOUNT.format(hours)}\u00A0h`;

export const riskNumber = (risk: number): string => RISK.format(risk);

export const crewName = (site: string | null): string => (site === null ? 'Crew of the organization' : `Crew of ${site}`);

const BASIS: Readonly<Record<WatchItem['basis'], string>> = {
  PROGNOSIS: 'failure within the horizon of the model',
  SYMPTOMS: 'likelihood by the symptoms',
  PRIORITY: 'nothing better is known: stands for the priority of the rule',
};

export const riskParts = ({ probability, criticality }: WatchItem): string => `${percent(probability)} × ${criticality ? `class ${criticality}` : 'no class'}`;

/** How the risk comes about, for who asks. */
export const riskTitle = (one: WatchItem): string =>
  `Probability ${percent(one.probability)} (${BASIS[one.basis]}) times the consequence of ${one.criticality ? `class ${one.criticality}` : 'an asset without a class, counted as B'}`;
