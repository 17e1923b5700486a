/**
 * What no ledger can hold is refused, and told apart from a server that does not answer: such a trial would
 * be tried for ever.
 */
import { jetstream } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { createLedger } from '../../coordinator/ledger/ledger.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { LARGEST_ENTRY } from '../../proto/entries.ts';
import type { Manifest } from '../../study/manifest.ts';
import { coordinatorAddress, startTestCoordinator, startTestNats, testManifest } from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.stop());

const outcome = (changes: Partial<Outcome>): Outcome => ({
  ...{ trial: 0, key: 'a/0/1', status: 'completed', attempt: 1, worker: 'w', backend: 'none' },
  ...{ metrics: {}, history: {}, findings: [], seconds: 1, recordedAt: new Date(0).toISOString() },
  ...changes,
});

it('says of an outcome that it cannot be recorded, and of a server that it does not answer', async () => {
  const connection = await connectNats(coordinatorAddress(nats.server), { name: 'test' });
  const ledger = await createLedger(jetstream(connection), 'ledger-limits', 1);
  try {
    for (const key of ['../0/1', '.a/0/1', 'a..b/0/1', 'a b/0/1', 'a*/0/1', ''])
      await expect(ledger.record(outcome({ key })), key).rejects.toMatchObject({ code: 'OUTCOME_INVALID' });
    const large = outcome({ key: 'large/0/1', reason: 'x'.repeat(2 ** 20) });
    await expect(ledger.record(large)).rejects.toMatchObject({ code: 'OUTCOME_INVALID' });
    // The largest that a study is allowed to have does fit.
    const epoch = JSON.stringify(outcome({ key: 'b/0/1', reason: '' })).length;
    const fits = outcome({ key: 'b/0/1', reason: 'x'.repeat(LARGEST_ENTRY - epoch) });
    expect(await ledger.record(fits)).toBe('recorded');
  } finally {
    await connection.close();
  }
  await expect(ledger.record(outcome({ key: 'c/0/1' }))).rejects.not.toMatchObject({
    code: 'OUTCOME_INVALID',
  });
});

it('does not start a run whose outcomes are larger than the messages of the server', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  try {
    const manifest = await testManifest('too-large', 2, 2);
    const { study } = manifest;
    const longer: Manifest = {
      ...manifest,
      study: {
        ...study,
        settings: { ...study.settings, training: { ...study.settings.training, epochs: 10_000 } },
      },
    };
    await expect(coordinator.startRun(longer, { workers: 1 })).rejects.toMatchObject({
      code: 'NATS_UNSUITABLE',
      message: expect.stringMatching(
        /messages of at most 1048576 bytes, and run too-large may need 1[23]\d{5}/,
      ),
    });
    expect((await coordinator.startRun(manifest, { workers: 1 })).recorded).toBe(0);
  } finally {
    await coordinator.stop();
  }
});
