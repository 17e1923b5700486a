/**
 * How an API server shows who asks, when it passes a request on to a server of an API group of its own:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { FanoutError } from '../../proto/errors.ts';

/** By what the API server is known, and in which headers it names the user. */
export interface FrontProxy {
  /** The authority of its certificate, in PEM. */
  readonly ca: string;
  /** Common names that its certificate may have; none: any. */
  readonly names: readonly string[];
  readonly userHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly extraPrefixes: readonly string[];
}

/** Who asks, as the API server found out. */
export interface User {
  readonly user: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Where the API server writes it down: a ConfigMap of `kube-system`. */
export const FRONT_PROXY_CONFIG = 'extension-apiserver-authentication';

const list = z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text)));
const lowerCase = list.transform((names) => names.map((name) => name.toLowerCase()));
const config = z.object({
  'requestheader-client-ca-file': z.string().includes('-----BEGIN CERTIFICATE-----'),
  'requestheader-allowed-names': list,
  'requestheader-username-headers': lowerCase,
  'requestheader-group-headers': lowerCase,
  'requestheader-extra-headers-prefix': lowerCase,
});

/** The content of that ConfigMap. Pure. Throws UNAVAILABLE where the API server passes no requests on. */
export function frontProxyOf(data: Readonly<Record<string, string>> | undefined): FrontProxy {
  try {
    const read = config.parse(data ?? {});
    return {
      ca: read['requestheader-client-ca-file'],
      names: read['requestheader-allowed-names'],
      userHeaders: read['requestheader-username-headers'],
      groupHeaders: read['requestheader-group-headers'],
      extraPrefixes: read['requestheader-extra-headers-prefix'],
    };
  } catch (cause) {
    throw new FanoutError(
      'UNAVAILABLE',
      `the ConfigMap ${FRONT_PROXY_CONFIG} of kube-system does not say how this API server passes requests on`,
      { hint: 'turn its aggregation layer on (--requestheader-client-ca-file and its kin)', cause },
    );
  }
}

/**
 * The user of a request that came over a connection whose certificate the front proxy's authority signed;
 * undefined where the certificate has another name, or no user is named. Pure.
 */
export function userOf(
  headers: IncomingHttpHeaders | NodeJS.Dict<string[]>,
  commonName: string | undefined,
  { names, userHeaders, groupHeaders, extraPrefixes }: FrontProxy,
): User | undefined {
  if (names.length > 0 && !names.includes(commonName ?? '')) return undefined;
  const all = (name: string): string[] => [headers[name] ?? []].flat();
  const user = userHeaders.flatMap(all).find((name) => name !== '');
  if (user === undefined) return undefined;
  const extra: Record<string, string[]> = {};
  for (const name of Object.keys(headers)) {
    const prefix = extraPrefixes.find((each) => name.startsWith(each));
    if (prefix !== undefined) extra[decoded(name.slice(prefix.length))] = all(name);
  }
  return { user, groups: groupHeaders.flatMap(all), extra };
}

/** Keys are written so that any text is the name of a header. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
