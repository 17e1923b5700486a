/** A Study whose trials a program trains, in an image that has nothing of fanout. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { processesStartedWith } from '../support/processes.ts';
import { install } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { loadPythonImage } from './python-image.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';
import { bindVolume, claimVolume } from './volumes.ts';

const IMAGE = 'python-without-node:1';
const CLAIM = 'programs-checkpoints';
/** The first trials, one for each worker: their first attempts wait in the middle. */
const FIRST = ['a/0/1', 'b/0/1', 'a/1/1'] as const;

const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: program }
spec:
  arms: { a: { bonus: 0 }, b: { bonus: 0.1 } }
  folds: { count: 6 }
  objective: { metric: accuracy }
  trainer:
    image: ${IMAGE}
    command: [python3, train.py, "{{bonus}}", "{{fold}}"]
  workers: { max: 3 }
  template:
    metadata: { labels: { team: of-the-test } }
    spec:
      volumes:
        - { name: fanout-checkpoints, persistentVolumeClaim: { claimName: ${CLAIM} } }
      containers:
        - name: worker
          env: [{ name: WAIT_FOR, value: /checkpoints/go }]
          resources: { limits: { memory: 300Mi } }
`;

describe.skipIf(NO_LAB !== undefined)('a program', () => {
  let lab: Lab;
  let checkpoints: string;
  let train: string;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    await install(lab);
    train = await readFile(new URL('train.py', import.meta.url), 'utf8');
    await loadPythonImage(lab, IMAGE, { 'train.py': train });
    checkpoints = await bindVolume(lab, CLAIM, CLAIM, { accessMode: 'ReadWriteMany' });
    await claimVolume(lab, CLAIM, 'ReadWriteMany');
  });

  const study = () => new StudyOnCluster(lab, 'program');
  /** What the program keeps of a trial: the epoch that comes next, and where it runs. */
  const kept = async (trial: string) => {
    const { run } = await study().status();
    const state = join(checkpoints, run!, trial.replaceAll('/', '_'), 'program/state.json');
    return JSON.parse(await readFile(state, 'utf8')) as { next: number; host: string };
  };

  it('trains in its own image on three workers; one that is killed goes on from its checkpoint', async () => {
    await lab.apply(STUDY);
    const waiting = await eventually(async () => {
      const each = await Promise.all(FIRST.map(kept));
      expect(each.map(({ next }) => next)).toEqual([3, 3, 3]);
      return each.map(({ host }) => host);
    });
    expect(new Set(waiting).size).toBe(3);
    const [host] = waiting;
    expect(await lab.kubectl('-n', 'fanout', 'get', 'pods', '-l', 'team=of-the-test')).toContain(host);
    // All of fanout that there is in the pod has been brought there.
    const node = await lab.tryKubectl('-n', 'fanout', 'exec', host!, '-c', 'worker', '--', 'node', '-v');
    expect(node.status).not.toBe(0);
    // All of the pod's processes, at once and without a warning; the API knows nothing of it before.
    const inPod = () => processesStartedWith(`HOSTNAME=${host}`);
    expect(inPod().some(({ commandLine }) => commandLine.includes('train.py'))).toBe(true);
    for (const { pid } of inPod()) process.kill(pid, 'SIGKILL');
    await lab.kubectl('-n', 'fanout', 'delete', 'pod', '--grace-period=0', '--force', host!);
    await eventually(async () => expect(inPod()).toEqual([]));
    await writeFile(join(checkpoints, 'go'), '');
    await study().completes();
    const { run } = await study().status();
    const results = await study().results();
    expect(results.trials).toMatchObject({ total: 12, completed: 12, failed: 0 });
    const logs = join(lab.directory, 'volumes/results', run!, 'logs/trials', ...FIRST[0].split('/'));
    // Logs are written beside the run, and may come a moment behind its last outcome.
    await eventually(async () => {
      const [log, ...others] = await readdir(logs);
      expect(others).toEqual([]);
      expect(await readFile(join(logs, log!), 'utf8')).toContain(`of ${FIRST[0]} begins at epoch 3`);
    });
    // As a user fetches it.
    const fetched = await lab.kubectl(
      ...['-n', 'fanout', 'exec', 'deploy/fanout-coordinator', '-c', 'coordinator', '--'],
      ...['node', '/app/dist/cli/fanout.js', 'logs', run!, FIRST[0], '--out', '/results'],
    );
    expect(fetched).toContain('begins at epoch 3');
    expect(ledgerOf(results)).toEqual(ledgerOf(await runLocally(STUDY, { 'train.py': train })));
  });

  it('refuses a template that would break fanout, or reach for what is its own', async () => {
    const on = (spec: string) => `${STUDY.split('  template:')[0]}  template: { spec: ${spec} }\n`;
    const worker = (fields: string) => `{ containers: [{ name: worker, ${fields} }] }`;
    await expect(lab.apply(on('{ restartPolicy: Never }'))).rejects.toThrow(/restartPolicy is of fanout/);
    await expect(lab.apply(on(worker('command: [sh]')))).rejects.toThrow(/has no image, command or args/);
    await expect(lab.apply(on(worker('env: [{ name: FANOUT_TOKEN, value: x }]')))).rejects.toThrow(
      /variables that begin with FANOUT_/,
    );
    const labelled = on('{ hostNetwork: false }').replace(
      '{ spec',
      '{ metadata: { labels: { fanout.dev/run: x } }, spec',
    );
    await expect(lab.apply(labelled)).rejects.toThrow(/labels that begin with fanout.dev/);
    const secret = worker('envFrom: [{ secretRef: { name: fanout-credentials } }]');
    await lab.apply(on(secret).replace('name: program', 'name: greedy'));
    const greedy = new StudyOnCluster(lab, 'greedy');
    await eventually(async () => expect((await greedy.status()).state).toBe('Invalid'));
    const accepted = (await greedy.status()).conditions?.find(({ type }) => type === 'Accepted');
    expect(accepted?.message).toContain('must not be "fanout-credentials"');
    await lab.kubectl('delete', 'study', 'greedy');
  });
});
