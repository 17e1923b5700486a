import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsAddress, withoutSecretsInUrl } from '../../connection/connect.ts';
import { FanoutError } from '../../proto/errors.ts';
import { MINIMUM_VERSION } from './pins.ts';
import { atLeast } from './version.ts';

const PATIENCE_MS = 5_000;

/**
 * Whether an existing server will do: it answers, is new enough, and has JetStream for this user. Returns its
 * version. Throws NATS_UNAVAILABLE, CREDENTIALS_REFUSED or NATS_UNSUITABLE.
 */
export async function checkNatsServer(
  given: NatsAddress,
  options: { readonly patienceMs?: number } = {},
): Promise<{ version: string }> {
  const address = withoutSecretsInUrl(given);
  const connection = await connectNats(address, {
    name: 'fanout check',
    patienceMs: options.patienceMs ?? PATIENCE_MS,
  });
  try {
    const version = connection.info?.version ?? '0.0.0';
    if (!atLeast(version, MINIMUM_VERSION)) {
      throw new FanoutError('NATS_UNSUITABLE', `the NATS server at ${address.url} is version ${version}`, {
        hint: `fanout needs ${MINIMUM_VERSION} or newer: upgrade it, or leave --nats out to let fanout start one`,
      });
    }
    await mustHaveJetStream(connection, address.url);
    return { version };
  } finally {
    await connection.close();
  }
}

async function mustHaveJetStream(connection: NatsConnection, url: string): Promise<void> {
  try {
    await (await jetstreamManager(connection)).getAccountInfo();
  } catch (error) {
    throw new FanoutError('NATS_UNSUITABLE', `the NATS server at ${url} has no JetStream for this user`, {
      hint: 'start it with --jetstream and a storage directory, and allow the user $JS.API.>',
      cause: error,
    });
  }
}
