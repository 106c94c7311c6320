import type { CredentialKind, Device, Discovery, DiscoveryReason, Grant } from './api';

export const KIND_LABEL: Readonly<Record<CredentialKind, string>> = {
  PASSWORD: 'Password',
  API_KEY: 'API key',
  CERTIFICATE: 'Certificate',
  PRE_SHARED_KEY: 'Pre-shared key',
};

export const KIND_MEANING: Readonly<Record<CredentialKind, string>> = {
  PASSWORD: 'MQTT, with the user name',
  API_KEY: 'HTTP',
  CERTIFICATE: 'MQTT over TLS',
  PRE_SHARED_KEY: 'CoAP over DTLS',
};

export const REASON_LABEL: Readonly<Record<DiscoveryReason, string>> = {
  UNKNOWN_DEVICE: 'Unknown device',
  UNKNOWN_ASSET: 'Unknown asset',
  UNKNOWN_POINT: 'Unknown point',
  NOT_GRANTED: 'Not granted',
};

/** What the device may write, in few words. */
export function grantWords(grants: readonly Grant[]): string {
  const [first, ...rest] = grants;
  if (!first) return 'Nothing yet';
  const what = first.asset === '*' ? 'Every asset' : first.asset;
  const points = first.points.length > 0 ? ` (${first.points.length === 1 ? first.points[0] : `${first.points.length} points`})` : '';
  return rest.length > 0 ? `${what}${points} and ${rest.length} more` : what + points;
}

/** Grants as people write them, one to a line: `asset`, or `asset: point, point`. */
export function grantLines(grants: readonly Grant[]): string {
  return grants.map((grant) => (grant.points.length > 0 ? `${grant.asset}: ${grant.points.join(', ')}` : grant.asset)).join('\n');
}

// A tag may hold a colon itself: only one followed by a space begins the points.
export function parseGrants(lines: string): Grant[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const split = line.search(/:\s/);
      return split < 0
        ? { asset: line, points: [] }
        : {
            asset: line.slice(0, split).trim(),
            points: line
              .slice(split + 1)
              .split(/[,\s]+/)
              .filter((point) => point !== ''),
          };
    });
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A command that sends one reading with the new credential. */
export function tryLine(device: Pick<Device, 'userName' | 'grants'>, kind: CredentialKind, secret: string | null, identity: string | null, host: string): string {
  const tenant = device.userName.slice(0, device.userName.indexOf('/'));
  const grant = device.grants.find((one) => one.asset !== '*') ?? device.grants[0];
  const asset = grant && grant.asset !== '*' ? grant.asset : 'ASSET';
  const body = quoted(JSON.stringify({ values: { [grant?.points[0] ?? 'temp']: 71.5 } }));
  const topic = `millwright/v1/${tenant}/${asset}/measurements`;
  switch (kind) {
    case 'PASSWORD':
      return `mosquitto_pub -h ${host} -q 1 -u ${quoted(device.userName)} -P ${quoted(secret ?? 'PASSWORD')} -t ${topic} -m ${body}`;
    case 'API_KEY':
      return `curl -H ${quoted(`X-API-Key: ${secret ?? 'KEY'}`)} -H 'Content-Type: application/json' -d ${body} http://${host}:8090/v1/${tenant}/${asset}/measurements`;
    case 'CERTIFICATE':
      return `mosquitto_pub -h ${host} -p 8883 -q 1 --cafile ca.pem --cert device.pem --key device.key -t ${topic} -m ${body}`;
    case 'PRE_SHARED_KEY':
      return `coap-client -m post -t 50 -u ${quoted(identity ?? device.userName)} -k ${secret ? `0x${secret}` : '0xKEY'} -e ${body} coaps://${host}/v1/${tenant}/${asset}/measurements`;
  }
}

export interface DiscoveryGroup {
  key: string;
  source: string;
  device: string | null;
  asset: string | null;
  items: Discovery[];
}

/** What one source sent for one asset belongs together: it is mapped together. */
export function grouped(discoveries: readonly Discovery[]): DiscoveryGroup[] {
  const groups = new Map<string, DiscoveryGroup>();
  for (const one of discoveries) {
    const key = `${one.source}\n${one.asset ?? ''}`;
    const group = groups.get(key);
    if (group) group.items.push(one);
    else groups.set(key, { key, source: one.source, device: one.device, asset: one.asset, items: [one] });
  }
  return [...groups.values()];
}
