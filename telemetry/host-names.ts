/**
 * The names under which a port may be asked. A web page elsewhere can let its own name lead to an address of
 * this network, and then read what the port says (DNS rebinding): its name is in the Host header, and is none
 * of ours. An address cannot be made to lead elsewhere.
 */
import { isIP } from 'node:net';

/** A name as DNS takes it: labels of letters, digits, "-" and "_". */
const NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

export const isHostName = (text: string): boolean => text.length <= 253 && NAME.test(text);

/** The names of a machine called `hostname` (on Kubernetes: of a pod), and `more`. Pure. */
export function namesOfPort(hostname: string, more: readonly string[]): ReadonlySet<string> {
  return new Set(['localhost', hostname, hostname.split('.')[0]!, ...more].map((name) => name.toLowerCase()));
}

/**
 * Whether a request with this Host header is for us: an IP address, or one of `names` (in lower case), with
 * any port or none. Without the header, which HTTP/1.0 may leave out and a browser never does, it is. Pure.
 */
export function isForNames(header: string | undefined, names: ReadonlySet<string>): boolean {
  if (header === undefined) return true;
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d{1,5})?$/.exec(header) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plain?.toLowerCase().replace(/\.$/, '') ?? '';
  return isIP(name) === 4 || names.has(name);
}
