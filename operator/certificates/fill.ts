/** The certificates inside an installation: made on the cluster, and never written into a file. */
import { X509Certificate } from 'node:crypto';
import { fillSecret } from '../api/secret.ts';
import { type Certified, newAuthority, newServerCertificate } from './certificate.ts';

/** The servers of an installation: what their Services are called. */
export const SERVERS = { coordinator: 'fanout-coordinator', nats: 'fanout-nats' } as const;

/** A certificate is made anew when it ends within a year: a coordinator that never restarts is rare. */
const LEFT_MS = 365 * 86_400_000;

/** The names by which a Service of a namespace is reached. Pure. */
export function namesOf(service: string, namespace: string): string[] {
  const inNamespace = `${service}.${namespace}`;
  return [service, inNamespace, `${inNamespace}.svc`, `${inNamespace}.svc.cluster.local`];
}

/**
 * What a Secret of certificates lacks, or has and not for long: the authority, and with a new one all that it
 * signs. Texts in PEM by their keys. Pure but for chance.
 */
export function missingCertificates(
  held: Readonly<Record<string, string>>,
  namespace: string,
  now = new Date(),
): Record<string, string> {
  const name = `fanout in ${namespace}`;
  const kept = pairOf(held, 'ca', now);
  const authority = { ...(kept ?? newAuthority(name, now)), name };
  const made: Record<string, string> = kept ? {} : entries('ca', authority);
  for (const [server, service] of Object.entries(SERVERS))
    if (!kept || !signedBy(pairOf(held, server, now), authority))
      Object.assign(made, entries(server, newServerCertificate(namesOf(service, namespace), authority, now)));
  return made;
}

/**
 * Fills in what a Secret of certificates lacks. Returns the names of what was made. Throws UNAVAILABLE.
 */
export function fillCertificates(namespace: string, secret: string): Promise<string[]> {
  return fillSecret(namespace, secret, (held) => missingCertificates(held, namespace));
}

const entries = (name: string, { certificate, key }: Certified) => ({
  [`${name}.crt`]: certificate,
  [`${name}.key`]: key,
});

/** A pair that is there, and good for long enough. */
function pairOf(held: Readonly<Record<string, string>>, name: string, now: Date): Certified | undefined {
  const [certificate, key] = [held[`${name}.crt`], held[`${name}.key`]];
  if (!certificate || !key) return undefined;
  return readable(certificate) && endOf(certificate) - now.getTime() > LEFT_MS
    ? { certificate, key }
    : undefined;
}

const endOf = (certificate: string) => Date.parse(new X509Certificate(certificate).validTo);

function readable(certificate: string): boolean {
  try {
    return Number.isFinite(endOf(certificate));
  } catch {
    return false;
  }
}

function signedBy(server: Certified | undefined, authority: Certified): boolean {
  if (!server) return false;
  const { publicKey } = new X509Certificate(authority.certificate);
  return new X509Certificate(server.certificate).verify(publicKey);
}
