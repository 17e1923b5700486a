/** Credentials inside the addresses of NATS servers. */

export interface SplitUrl {
  /** The address with no credentials in it: safe in messages, logs and files. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/**
 * Takes credentials out of `nats://user:password@host:port` (or `nats://token@host`), of one server or of
 * several separated by commas; the first that has any counts. Whatever stands between a scheme and the last
 * `@` before the next scheme is taken for credentials. Pure; never throws.
 */
export function splitNatsUrl(given: string): SplitUrl {
  let found: Omit<SplitUrl, 'url'> = {};
  // A server that has credentials begins with its scheme: a comma within a password separates nothing.
  const servers = given.split(/,(?=\s*[a-z][a-z0-9+.-]*:\/\/)/i);
  const clean = servers
    .map((server) => server.trim())
    .filter((server) => server !== '')
    .map((server) => {
      const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(server)?.[0] ?? '';
      const at = server.lastIndexOf('@');
      if (at < scheme.length) return server;
      if (Object.keys(found).length === 0) found = credentialsIn(server.slice(scheme.length, at));
      return scheme + server.slice(at + 1);
    });
  return { url: clean.join(','), ...found };
}

function credentialsIn(text: string): Omit<SplitUrl, 'url'> {
  const colon = text.indexOf(':');
  if (colon === -1) return { token: decoded(text) };
  return { user: decoded(text.slice(0, colon)), password: decoded(text.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
