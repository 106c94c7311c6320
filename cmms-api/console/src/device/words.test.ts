import { expect, it } from 'vitest';
import type { Discovery } from './api';
import { grantLines, grantWords, grouped, parseGrants, tryLine } from './words';

const device = { userName: 'acme/press-7', grants: [{ asset: 'press-7', points: ['force', 'temp'] }] };

it('says what a device may write', () => {
  expect(grantWords([])).toBe('Nothing yet');
  expect(grantWords([{ asset: '*', points: [] }])).toBe('Every asset');
  expect(grantWords([{ asset: 'a', points: ['p'] }, { asset: 'b', points: [] }])).toBe('a (p) and 1 more');
});

it('reads grants back as it writes them', () => {
  const grants = [
    { asset: 'press-7', points: ['force', 'temp'] },
    { asset: 'line:3', points: [] },
    { asset: 'ns:pump', points: ['a:b'] },
  ];
  expect(parseGrants(grantLines(grants))).toEqual(grants);
  expect(parseGrants('\n  *  \n')).toEqual([{ asset: '*', points: [] }]);
});

it('writes a command that can be pasted for each kind', () => {
  expect(tryLine(device, 'PASSWORD', 'S3', null, 'gw')).toBe(
    `mosquitto_pub -h gw -q 1 -u 'acme/press-7' -P 'S3' -t millwright/v1/acme/press-7/measurements -m '{"values":{"force":71.5}}'`,
  );
  expect(tryLine(device, 'API_KEY', 'acme/press-7/S3', null, 'gw')).toContain(`-H 'X-API-Key: acme/press-7/S3'`);
  expect(tryLine(device, 'PRE_SHARED_KEY', 'c0ffee', 'node-9', 'gw')).toContain(`-u 'node-9' -k 0xc0ffee`);
  expect(tryLine({ ...device, grants: [] }, 'CERTIFICATE', null, null, 'gw')).toContain('/acme/ASSET/');
});

it('keeps a quote in a secret from ending the argument', () => {
  expect(tryLine(device, 'PASSWORD', "it's", null, 'gw')).toContain(`-P 'it'\\''s'`);
});

it('puts together what one source sent for one asset', () => {
  const one = (source: string, asset: string | null, point: string | null): Discovery => ({
    id: `${source}${asset}${point}`,
    source,
    device: null,
    reason: 'UNKNOWN_POINT',
    asset,
    point,
    unit: null,
    value: null,
    address: '',
    firstSeenAt: '',
    lastSeenAt: '',
    dismissed: false,
  });
  const groups = grouped([one('s', 'a', 'p'), one('s', 'b', 'p'), one('s', 'a', 'q'), one('t', 'a', 'p')]);
  expect(groups.map((group) => group.items.length)).toEqual([2, 1, 1]);
});
