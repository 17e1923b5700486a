/**
 * `fetch`, by way of the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). Only files
 * from elsewhere are fetched so: what belongs to a run (NATS, gRPC, this machine, services of the cluster)
 * never goes through a proxy.
 */
import type { Dispatcher } from 'undici';
import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { reason } from './transfer-failure.ts';

/**
 * The proxies that the environment names. Names in small letters count before those in capitals, as with
 * curl.
 */
export interface Proxies {
  /** For http and https addresses. */
  readonly http?: URL;
  readonly https?: URL;
  /** Hosts that are asked directly: names with all below them, with a port or without; `*`: all. */
  readonly none: string;
}

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Throws USAGE where one of them is no address of a proxy. Pure.
 */
export function proxiesOf(environment: NodeJS.ProcessEnv): Proxies {
  const http = proxyIn(environment, 'http_proxy');
  const https = proxyIn(environment, 'https_proxy');
  const none = environment.no_proxy || environment.NO_PROXY || '';
  return { ...(http ? { http } : {}), ...(https ? { https } : {}), none };
}

function proxyIn(environment: NodeJS.ProcessEnv, small: string): URL | undefined {
  const name = environment[small] ? small : small.toUpperCase();
  const text = environment[name];
  if (!text) return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  throw new FanoutError('USAGE', `${name} must be the address of a proxy, http://host:port`, {
    hint: `correct ${name}, or leave it unset`,
  });
}

/** A proxy as messages have it: without user and password. Pure. */
export const shownProxy = ({ protocol, host }: URL): string => shownText(`${protocol}//${host}`);

/**
 * Whether a host is this machine, or a service of the cluster that this process runs in: a name without a
 * dot, or one that ends as the cluster's names do. Pure.
 */
export function isNear(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (/^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '0.0.0.0') return true;
  if (host.includes(':')) return false;
  return !host.includes('.') || /\.(localhost|svc|cluster\.local)$/.test(host);
}

/** The proxy that may be asked for this address, unless NO_PROXY names its host. Throws USAGE. Pure. */
export function proxyFor({ protocol, hostname }: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  if (isNear(hostname)) return undefined;
  const { http, https } = proxiesOf(environment);
  return protocol === 'https:' ? https : http;
}

/** One agent for each setting: it keeps connections open between requests. */
const agents = new Map<string, Promise<Dispatcher>>();

/**
 * Fetches a URL, by way of a proxy where the environment names one for it. Throws what `fetch` throws, with
 * the proxy's name in it; USAGE.
 */
export async function proxiedFetch(
  url: string | URL,
  init: RequestInit,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Response> {
  const proxies = proxiesOf(environment);
  const proxy = proxyFor(new URL(url), environment);
  if (!proxy) return fetch(url, init);
  // Loaded where a proxy is set: few have one.
  const { fetch: through } = await import('undici');
  const key = [proxies.http, proxies.https, proxies.none].join(' ');
  if (!agents.has(key)) agents.set(key, agentFor(proxies));
  const dispatcher = await agents.get(key)!;
  try {
    return (await through(url, { ...init, dispatcher } as Parameters<
      typeof through
    >[1])) as unknown as Response;
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new Error(`${reason(error)}, where the proxy is ${shownProxy(proxy)}`);
  }
}

async function agentFor({ http, https, none }: Proxies): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: http?.href ?? '',
    httpsProxy: https?.href ?? '',
    noProxy: none,
    // Plain http is asked of the proxy itself: many open tunnels to port 443 alone.
    proxyTunnel: false,
  });
}
