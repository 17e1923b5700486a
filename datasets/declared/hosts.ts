/**
 * Which servers a study may name where others than its writer run it. Pure. Whoever runs it stands inside a
 * network whose servers answer it and not the study's writer: what is not declared is not asked, and a name
 * that leads to an address of that network is as good as the address.
 */
import { BlockList, isIP } from 'node:net';
import { FanoutError } from '../../proto/errors.ts';
import { isNear } from '../proxied-fetch.ts';
import { NONE } from './undeclared.ts';

/** The servers that an installation declares. */
export interface DeclaredHosts {
  /** `data.example.org`, `data.example.org:8443`, `*.example.org`, `*`. */
  readonly names: readonly string[];
  readonly addresses: BlockList;
}

/** Addresses of this machine and of its own link: no name leads there by declaration of the name. */
const OWN: readonly string[] = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '::/127', 'fe80::/10'];

/** Addresses that are not of the Internet: of private networks, tests, groups, and of ways to IPv4. */
const PRIVATE: readonly string[] = [
  ...['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['fc00::/7', 'ff00::/8', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2001:db8::/32', '2002::/16'],
];

const own = blockList(OWN);
const inner = blockList(PRIVATE);

/**
 * The servers of FANOUT_DATASET_HOSTS, between spaces or commas; undefined where it is not set: any. Throws
 * USAGE for an entry that is neither a host, a pattern nor a range of addresses.
 */
export function declaredHosts(environment: NodeJS.ProcessEnv = process.env): DeclaredHosts | undefined {
  const { FANOUT_DATASET_HOSTS: text } = environment;
  if (!text) return undefined;
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '' && entry !== NONE);
  for (const entry of entries) if (!isRange(entry) && !NAME.test(entry)) throw noEntry(entry);
  return {
    names: entries.filter((entry) => !isRange(entry)).map((entry) => entry.toLowerCase()),
    addresses: blockList(entries.filter(isRange)),
  };
}

const NAME = /^(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)(:\d{1,5})?$/i;

/** Whether a study may name this address: its host and port stand in the list. */
export function isDeclared(url: URL, { names, addresses }: DeclaredHosts): boolean {
  const host = bare(url.hostname);
  if (isIP(host)) return contains(addresses, host);
  return names.some((name) => matches(name, host, url.port));
}

/** Whether a declared host may have this address. Pure. */
export function mayHaveAddress(host: string, address: string, declared: DeclaredHosts): boolean {
  if (contains(declared.addresses, address)) return true;
  if (contains(own, address)) return false;
  if (!contains(inner, address)) return true;
  // A service of the cluster that is named as a whole: where it leads is what was meant.
  return isNear(host) && declared.names.some((name) => name.replace(/:\d+$/, '') === host);
}

/** An entry without a port means the scheme's own. */
function matches(entry: string, host: string, port: string): boolean {
  const [, name = '', wanted = ''] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (wanted !== port) return false;
  return name === '*' || (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name);
}

/** A host without the brackets of an IPv6 address, and without the dot at its end. Pure. */
export const bare = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

function isRange(entry: string): boolean {
  const [address = '', bits = '0', more] = entry.split('/');
  const kind = isIP(address);
  return (
    kind !== 0 && more === undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128)
  );
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const kind = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (kind === 'ipv4' ? 32 : 128) : Number(bits), kind);
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

const noEntry = (entry: string) =>
  new FanoutError('USAGE', `FANOUT_DATASET_HOSTS has ${JSON.stringify(entry)}, which is no host`, {
    hint: 'for example: FANOUT_DATASET_HOSTS="data.example.org *.s3.amazonaws.com 10.1.0.0/16", or none',
  });
