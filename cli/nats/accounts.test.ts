import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accountsToCopy } from '../../k8s/nats.ts';
import { accountConfig, accountSettings, workerPermissions } from './accounts.ts';

const coordinator = { user: 'coordinator', pass: 'c' };

describe('a worker’s permissions', () => {
  it('are for the packs of its run and for its own inbox, and nothing else', () => {
    expect(workerPermissions({ user: 'worker-2', run: 'mnist' })).toEqual({
      publish: {
        allow: ['$JS.API.CONSUMER.MSG.NEXT.FANOUT_PACKS.run-mnist', '$JS.ACK.FANOUT_PACKS.run-mnist.>'],
      },
      subscribe: { allow: ['_INBOX_WORKER.worker-2.>'] },
    });
  });

  it('reach no other inbox by the way a user is named', () => {
    for (const user of ['*', '>', 'a.b', 'a b', 'worker-1.>', ''])
      expect(workerPermissions({ user }).subscribe.allow[0]).toMatch(/^_INBOX_WORKER\.[A-Za-z0-9_-]+\.>$/);
  });
});

describe('accounts', () => {
  it('give workers an account without JetStream, and none of the coordinator’s rights', () => {
    const { accounts } = accountSettings({ coordinator, workers: [{ user: 'w', pass: 'p' }] });
    const { FANOUT: own, FANOUT_WORKERS: workers } = accounts;
    expect(own!.users).toEqual([{ user: 'coordinator', password: 'c' }]);
    expect(workers).not.toHaveProperty('jetstream');
    expect(workers!.imports.map(({ service }) => service.subject)).toEqual(
      own!.exports.map(({ service }) => service),
    );
  });

  it('name variables of the server’s environment bare, and quote every password', () => {
    const text = accountConfig({
      coordinator: { user: 'coordinator', pass: { variable: 'SECRET' } },
      workers: [{ user: 'w', pass: '"$SECRET"' }],
    });
    expect(text).toContain('"password": $SECRET\n');
    expect(text).toContain('"password": "\\"$SECRET\\""');
  });
});

describe('what an installation is told', () => {
  const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

  it('is, in its manifest, the accounts of a local run', async () => {
    const { data } = parse(await read('k8s/overlays/local-nats/configuration.yaml'));
    expect(data['nats.conf']).toContain(accountsToCopy());
  });

  it('is, for a NATS of one’s own, the same', async () => {
    expect(await read('docs/kubernetes.md')).toContain(`\n\`\`\`\n${accountsToCopy()}\`\`\`\n`);
  });
});
