/** Fetches what a study names, from declared servers alone: at each hop, and by the address asked. */

import { lookup as resolveName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { proxiedFetch, proxiesOf, proxyFor } from '../proxied-fetch.ts';
import { bare, type DeclaredHosts, declaredHosts, isDeclared, mayHaveAddress } from './hosts.ts';
import { undeclared } from './undeclared.ts';

/** As browsers do: more are a circle. */
const MOST_REDIRECTS = 5;

/** What tests put in the place of the world. */
export interface Around {
  readonly environment?: NodeJS.ProcessEnv;
  readonly lookup?: LookupFunction;
}

/**
 * As `proxiedFetch`; where hosts are declared, of those alone. Redirects are followed by hand, and shown no
 * secret of another server. Through a proxy names alone are checked, for the proxy resolves them. Throws
 * DATASET_UNSUPPORTED for a server that is not declared, and as `proxiedFetch` does.
 */
export async function declaredFetch(
  url: string | URL,
  init: RequestInit,
  { environment = process.env, lookup }: Around = {},
): Promise<Response> {
  const hosts = declaredHosts(environment);
  if (!hosts) return proxiedFetch(url, init, environment);
  let at = new URL(url);
  let headers = new Headers(init.headers);
  for (let hops = 0; ; hops++) {
    const response = await ask(at, { ...init, headers, redirect: 'manual' }, hosts, environment, lookup);
    const next = response.headers.get('location');
    if (init.redirect === 'manual' || next === null || response.status < 300 || response.status > 399)
      return response;
    await response.body?.cancel();
    if (hops === MOST_REDIRECTS || !URL.canParse(next, at.href)) throw new Error('it redirects without end');
    const to = new URL(next, at);
    if (to.origin !== at.origin) {
      headers = new Headers(headers);
      headers.delete('authorization');
    }
    at = to;
  }
}

async function ask(
  url: URL,
  init: RequestInit,
  hosts: DeclaredHosts,
  environment: NodeJS.ProcessEnv,
  lookup: LookupFunction | undefined,
): Promise<Response> {
  if (!/^https?:$/.test(url.protocol) || !isDeclared(url, hosts)) throw notDeclared(url, hosts);
  const { fetch: through } = await import('undici');
  const dispatcher = await agentFor(hosts, lookup, proxyFor(url, environment) && environment);
  try {
    const options = { ...init, dispatcher } as Parameters<typeof through>[1];
    return (await through(url, options)) as unknown as Response;
  } catch (error) {
    const { cause } = error as Error;
    throw cause instanceof FanoutError ? cause : error;
  }
}

/** One agent for each list of hosts: it keeps connections open between requests. */
const agents = new Map<string, Promise<Dispatcher>>();

/** `proxied`: the environment, where it names a proxy for what is asked. */
async function agentFor(
  hosts: DeclaredHosts,
  lookup: LookupFunction | undefined,
  proxied: NodeJS.ProcessEnv | undefined,
): Promise<Dispatcher> {
  if (lookup) return newAgent(hosts, lookup, proxied);
  const { http, https, none } = proxiesOf(proxied ?? {});
  const key = JSON.stringify([hosts.names, hosts.addresses.rules, http, https, none]);
  if (!agents.has(key)) agents.set(key, newAgent(hosts, resolveName as LookupFunction, proxied));
  return agents.get(key)!;
}

/**
 * Connects to the very addresses that were looked at: a name may lead elsewhere a moment later. A proxy
 * resolves the names that it is asked for; those that NO_PROXY has are asked, and looked at, from here.
 */
async function newAgent(
  hosts: DeclaredHosts,
  lookup: LookupFunction,
  proxied: NodeJS.ProcessEnv | undefined,
): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const connect = { lookup: checked(hosts, lookup) };
  if (!proxied) return new Agent({ connect });
  const { http, https, none } = proxiesOf(proxied);
  const names = { httpProxy: http?.href ?? '', httpsProxy: https?.href ?? '', noProxy: none };
  return new EnvHttpProxyAgent({ ...names, proxyTunnel: false, connect });
}

const checked =
  (hosts: DeclaredHosts, lookup: LookupFunction): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, options, (error, found, family) => {
      if (error) return done(error, found, family);
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      const host = bare(hostname);
      if (addresses.every((address) => mayHaveAddress(host, address, hosts)))
        return done(null, found, family);
      return done(addressNotDeclared(host), []);
    });

function notDeclared({ protocol, host }: URL, { names, addresses }: DeclaredHosts): FanoutError {
  const nothing = names.length === 0 && addresses.rules.length === 0;
  const why = nothing ? undeclared('hosts') : 'it is not among the hosts that this installation declares';
  return refused(`${protocol}//${host}`, why);
}

/** Which address it is stays unsaid: it is of a network that the study's writer may not look into. */
const addressNotDeclared = (host: string) =>
  refused(host, 'its name leads to an address inside the network, which this installation does not declare');

const refused = (where: string, why: string) =>
  new FanoutError('DATASET_UNSUPPORTED', `${shownText(where)} is not asked for a dataset: ${why}`, {
    hint: 'who runs the installation declares hosts and addresses in FANOUT_DATASET_HOSTS: docs/kubernetes.md',
  });
