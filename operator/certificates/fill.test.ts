import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { missingCertificates, namesOf, SERVERS } from './fill.ts';

const KEYS = ['ca', 'coordinator', 'nats'].flatMap((name) => [`${name}.crt`, `${name}.key`]);
const later = (years: number) => new Date(Date.now() + years * 365.25 * 86_400_000);

it('an empty Secret is filled, and what is there stays', () => {
  const made = missingCertificates({}, 'fanout-b');
  expect(Object.keys(made).sort()).toEqual(KEYS);
  const root = new X509Certificate(made['ca.crt']!);
  for (const [server, service] of Object.entries(SERVERS)) {
    const own = new X509Certificate(made[`${server}.crt`]!);
    expect(own.verify(root.publicKey)).toBe(true);
    for (const name of namesOf(service, 'fanout-b')) expect(own.checkHost(name)).toBe(name);
  }
  expect(missingCertificates(made, 'fanout-b')).toEqual({});
});

it('a certificate that is taken out is made anew by the same authority; with a new authority all are', () => {
  const made = missingCertificates({}, 'fanout');
  const { 'nats.key': _, ...without } = made;
  const again = missingCertificates(without, 'fanout');
  expect(Object.keys(again).sort()).toEqual(['nats.crt', 'nats.key']);
  const root = new X509Certificate(made['ca.crt']!);
  expect(new X509Certificate(again['nats.crt']!).verify(root.publicKey)).toBe(true);
  const { 'ca.crt': __, ...orphans } = made;
  expect(Object.keys(missingCertificates(orphans, 'fanout')).sort()).toEqual(KEYS);
  const foreign = { ...made, 'nats.crt': missingCertificates({}, 'fanout')['nats.crt']! };
  expect(Object.keys(missingCertificates(foreign, 'fanout')).sort()).toEqual(['nats.crt', 'nats.key']);
  expect(Object.keys(missingCertificates({ ...made, 'ca.crt': 'damaged' }, 'fanout')).sort()).toEqual(KEYS);
});

it('what ends within a year is made anew', () => {
  const made = missingCertificates({}, 'fanout');
  expect(missingCertificates(made, 'fanout', later(8.9))).toEqual({});
  expect(Object.keys(missingCertificates(made, 'fanout', later(9.1))).sort()).toEqual(KEYS);
});
