import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newAuthority } from '../../operator/certificates/certificate.ts';
import { authorities } from './authorities.ts';

it('workers are told as text by whom the coordinator and NATS are signed for, and no key', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-authorities-'));
  const { certificate, key } = newAuthority('fanout');
  const path = join(directory, 'ca.crt');
  try {
    writeFileSync(path, certificate);
    const told = authorities({
      ...{
        FANOUT_TLS_CERT: certificate,
        FANOUT_TLS_KEY: key,
        FANOUT_TLS_CA: certificate,
        FANOUT_NATS_CA: path,
      },
    });
    expect(told).toEqual({ FANOUT_TLS_CA: certificate, FANOUT_NATS_CA: certificate });
  } finally {
    rmSync(directory, { recursive: true });
  }
  // Who serves without TLS is not asked for it.
  expect(authorities({ FANOUT_TLS_CA: certificate })).toEqual({});
  expect(() => authorities({ FANOUT_NATS_CA: '/nowhere/ca.crt' })).toThrow(/FANOUT_NATS_CA names/);
});
