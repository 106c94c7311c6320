import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/* The promise of tokens.css: WCAG AA in both themes, and the two ways into the dark theme alike. */

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const light = tokensOf(':root {');
const darkBySystem = tokensOf(":root:not([data-theme='light']) {");
const darkByChoice = tokensOf(":root[data-theme='dark'] {");

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: Map<string, string>, a: string, b: string): number {
  const [x, y] = [a, b].map((name) => luminance(theme.get(`--${name}`) ?? light.get(`--${name}`) ?? ''));
  if (x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)) throw new Error(`${a} or ${b} is no colour`);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const TEXT: [string, string][] = [
  ...['text', 'text-2', 'text-3'].flatMap((text) => ['bg', 'surface', 'surface-2'].map((on): [string, string] => [text, on])),
  ['text-2', 'surface-3'],
  ['accent-text', 'surface'],
  ['accent-text', 'bg'],
  ['accent-text', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ...['bad', 'warn', 'fair', 'good', 'info', 'calm'].flatMap((tone): [string, string][] => [
    [`${tone}-text`, `${tone}-soft`],
    [`${tone}-text`, 'surface'],
  ]),
  ...['bad', 'warn', 'fair', 'info', 'calm'].map((tone): [string, string] => ['surface', tone]), // the number in a priority chip
];
const MARKS: [string, string][] = [
  ...['border-control', 'focus', 'chart-1', 'chart-2', 'chart-3', 'chart-alarm', 'raises', 'lowers'].map((mark): [string, string] => [mark, 'surface']),
  ['focus', 'bg'],
  ...['bad', 'fair', 'good'].map((mark): [string, string] => [mark, 'surface-3']),
];

describe.each([
  ['light', light],
  ['dark', darkBySystem],
])('the %s theme', (_, theme) => {
  it.each(TEXT)('%s can be read on %s', (text, on) => {
    expect(contrast(theme, text, on)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(MARKS)('%s can be seen on %s', (mark, on) => {
    expect(contrast(theme, mark, on)).toBeGreaterThanOrEqual(3);
  });
});

it('is the same dark theme by system and by choice', () => {
  expect(Object.fromEntries(darkByChoice)).toEqual(Object.fromEntries(darkBySystem));
});
