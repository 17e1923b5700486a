import { expect, it } from 'vitest';
import { testManifest } from '../../../test/support/cluster.ts';
import { serveFiles } from '../../../test/support/file-server.ts';
import { prepareRun } from './prepare.ts';

it('a worker that is told to stop does not wait for a dataset that does not answer', async () => {
  const manifest = await testManifest('r', 2, 2);
  const server = await serveFiles('/nowhere');
  try {
    const asked = new Promise<void>((resolve) => {
      server.mischief = () => {
        resolve();
        return true;
      };
    });
    const dataset = { kind: 'shards' as const, index: `${server.url}/index.json` };
    const stop = new AbortController();
    const prepared = prepareRun({ ...manifest, study: { ...manifest.study, dataset } }, stop.signal);
    prepared.catch(() => undefined);
    await asked;
    stop.abort(new Error('stopped by SIGTERM'));
    await expect(prepared).rejects.toMatchObject({ code: 'INTERRUPTED' });
  } finally {
    await server.stop();
  }
}, 5_000);

it('refuses a dataset that is not the one of the manifest', async () => {
  const { dataset, ...manifest } = await testManifest('r', 2, 2);
  const other = { ...manifest, dataset: { ...dataset, sha256: 'a'.repeat(64) } };
  await expect(prepareRun(other, new AbortController().signal)).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    hint: 'give every worker the same dataset as the coordinator',
  });
});
