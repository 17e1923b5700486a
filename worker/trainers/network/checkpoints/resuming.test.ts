/**
 * Trials that are interrupted, and go on from their checkpoints: their numbers are those of no interruption.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../engines/engine.ts';
import { loadWasmEngine } from '../../../../engines/wasm/engine.ts';
import type { Trial } from '../../../../study/grid.ts';
import type { Manifest } from '../../../../study/manifest.ts';
import { manifestOf } from '../../../../test/support/cluster.ts';
import { firstBlock, Heard, reportsOf } from '../../trainer.contract-run.ts';
import type { Trainer } from '../../trainer.ts';
import { trialDirectoryName } from '../../trial-directory.ts';
import { openNetworkTrainer } from '../trainer.ts';
import { folderStore } from './folder-store.ts';

const EPOCHS = 5;

/** `every` so short that the end of each epoch is saved. */
const study = (
  training: string,
  model = '- dense: { units: 8, activation: relu }',
) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: resumed }
spec:
  dataset: { name: iris }
  initializers: [he_normal, glorot_uniform, lecun_normal]
  folds: { count: 2 }
  checkpoint: { every: 0.001s }
  model:
    ${model}
    - dense: { units: classes, activation: softmax }
  training: { epochs: ${EPOCHS}, batchSize: 16, ${training} }
`;

/** Studies that differ in what has to be saved. */
const STUDIES: Readonly<Record<string, string>> = {
  'a chain, momentum': study('optimizer: { sgd: { learningRate: 0.05, momentum: 0.9 } }'),
  'a chain, Adam, a schedule': study('optimizer: { adam: {} }, schedule: { cosine: {} }'),
  'a form: moving statistics, masks, gradients added up': study(
    'optimizer: { adamw: {} }, accumulate: 3',
    '- dense: { units: 8, activation: relu }\n    - batchNorm: {}\n    - dropout: 0.2',
  ),
  'early stopping': study(
    'earlyStopping: { metric: loss, patience: 1, minDelta: 0.05, restoreBest: true, share: 0.3 }',
  ),
  'a trial that diverges': study('optimizer: { sgd: { learningRate: 900 } }'),
};

let folder: string;
let logged: { readonly message: string; readonly fields: Record<string, unknown> | undefined }[];
let trainers: Trainer[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-checkpoints-'));
  [logged, trainers] = [[], []];
});
afterEach(async () => {
  for (const trainer of trainers) await trainer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a trainer as a worker process has it. `store` false: one that saves nothing. */
async function open({ store = true, version = '1', engine = (own: Engine) => own } = {}): Promise<Trainer> {
  const trainer = await openNetworkTrainer(async () => engine(await loadWasmEngine()), {
    ...(store ? { store: folderStore(folder) } : {}),
    version,
    log: (message, fields) => void logged.push({ message, fields }),
  });
  trainers.push(trainer);
  return trainer;
}

const told = (pattern: RegExp) => logged.filter(({ message }) => pattern.test(message));

/** Trains, and is told to stop when `when` says so: as a worker that drains. */
async function stopped(
  trainer: Trainer,
  manifest: Manifest,
  trials: readonly Trial[],
  when: (heard: Heard) => boolean,
): Promise<void> {
  const stop = new AbortController();
  const reason = new Error('told to stop');
  const heard = new Heard((own) => when(own) && stop.abort(reason));
  await expect(reportsOf(trainer, manifest, trials, heard, stop.signal)).rejects.toBe(reason);
}

const epochsEnded =
  (epochs: number) =>
  ({ epochs: ended }: Heard) =>
    Math.max(-1, ...ended.map(({ epoch }) => epoch)) + 1 >= epochs;

/** The files of a trial. */
const filesOf = ({ key }: Trial) => {
  const directory = join(folder, trialDirectoryName(key));
  const steps = (name: string) => Number(/-(\d+)\./.exec(name)![1]);
  const names = readdirSync(directory).sort((one, other) => steps(other) - steps(one));
  return names.map((name) => join(directory, name));
};

async function expected(manifest: Manifest, trials: readonly Trial[]) {
  return reportsOf(await open({ store: false }), manifest, trials);
}

/** An engine that tells before each step, counted from 1. */
const telling =
  (onStep: (step: number) => void) =>
  (engine: Engine): Engine => ({
    ...engine,
    async start(...given) {
      const pack = await engine.start(...given);
      const step = pack.step.bind(pack);
      let taken = 0;
      pack.step = (...batch) => {
        onStep(++taken);
        return step(...batch);
      };
      return pack;
    },
  });

it.each(Object.entries(STUDIES))('goes on to the same numbers: %s', async (_, text) => {
  const manifest = await manifestOf('resumed', text);
  const trials = firstBlock(manifest);
  const whole = await expected(manifest, trials);
  const perEpoch = text.includes('earlyStopping') ? 4 : 5;
  // Told to stop within the first epoch, within the second, behind the last step of that, ahead of its
  // validation, and behind its validation.
  for (const last of [3, 4, 2 * perEpoch - 7, 'validated'] as const) {
    const stop = new AbortController();
    const reason = new Error('told to stop');
    const engine = telling((step) => step === last && stop.abort(reason));
    const heard = new Heard((own) => last === 'validated' && own.epochs.length > 0 && stop.abort(reason));
    const trainer = await open({ engine });
    await expect(reportsOf(trainer, manifest, trials, heard, stop.signal)).rejects.toBe(reason);
  }
  const places = told(/^goes on/).map(({ fields }) => [fields!.epoch, fields!.step]);
  expect(places).toEqual([
    [0, 3],
    [1, 7 - perEpoch],
    [1, perEpoch],
  ]);
  const heard = new Heard();
  expect(await reportsOf(await open(), manifest, trials, heard)).toEqual(whole);
  expect(Math.min(...heard.epochs.map(({ epoch }) => epoch))).toBe(2);
});

describe('a pack that is cut otherwise than before', () => {
  it('goes on with each trial where it stands, in any company', async () => {
    const manifest = await manifestOf('resumed', STUDIES['a chain, momentum']!);
    const [one, two, three] = firstBlock(manifest) as [Trial, Trial, Trial];
    const whole = await expected(manifest, [one, two, three]);
    await stopped(await open(), manifest, [one], epochsEnded(4));
    await stopped(await open(), manifest, [two], epochsEnded(2));
    const reports = await reportsOf(await open(), manifest, [three, one, two]);
    expect(reports).toEqual([whole[2], whole[0], whole[1]]);
    // Two from different checkpoints, and one from its beginning.
    expect(told(/^goes on from checkpoints/).map(({ fields }) => fields)).toMatchObject([
      { trials: 1, epoch: 2 },
      { trials: 1, epoch: 4 },
    ]);
  });

  it('goes on together with the checkpoint that a trial has where another stands', async () => {
    const manifest = await manifestOf('resumed', STUDIES['a chain, momentum']!);
    const trials = firstBlock(manifest);
    const whole = await expected(manifest, trials);
    await stopped(await open(), manifest, trials, epochsEnded(3));
    // As if the worker had been killed between two files.
    rmSync(filesOf(trials[1]!)[0]!);
    expect(await reportsOf(await open(), manifest, trials)).toEqual(whole);
    expect(told(/^goes on from checkpoints/)).toHaveLength(1);
    expect(told(/^goes on/)[0]!.fields).toMatchObject({ trials: 3 });
  });
});

describe('a checkpoint that is of no use', () => {
  const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -9));
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length - 200]! ^= 1;
    writeFileSync(path, bytes);
  };
  const empty = (path: string) => writeFileSync(path, '');
  const missing = (path: string) => rmSync(path);

  it.each<[string, (path: string) => void]>([
    ['half-written', cut],
    ['damaged', flip],
    ['empty', empty],
    ['missing', missing],
  ])('the newest is %s: the one before it is used', async (_, damage) => {
    const manifest = await manifestOf('resumed', STUDIES['a chain, momentum']!);
    const trials = firstBlock(manifest);
    const whole = await expected(manifest, trials);
    await stopped(await open(), manifest, trials, epochsEnded(3));
    for (const trial of trials) expect(filesOf(trial)).toHaveLength(2);
    damage(filesOf(trials[0]!)[0]!);
    expect(await reportsOf(await open(), manifest, trials)).toEqual(whole);
    expect(told(/^cannot use checkpoint .* damaged/)).toHaveLength(damage === missing ? 0 : 1);
    expect(told(/^goes on/)).toHaveLength(1);
  });

  it('all are damaged: the trial begins anew', async () => {
    const manifest = await manifestOf('resumed', STUDIES['a chain, momentum']!);
    const [trial] = firstBlock(manifest) as [Trial];
    const whole = await expected(manifest, [trial]);
    await stopped(await open(), manifest, [trial], epochsEnded(3));
    for (const path of filesOf(trial)) flip(path);
    expect(await reportsOf(await open(), manifest, [trial])).toEqual(whole);
    expect(told(/^goes on/)).toEqual([]);
  });

  it('is of another version, study or engine: it is passed over, and the log says so', async () => {
    const manifest = await manifestOf('resumed', STUDIES['a chain, momentum']!);
    const other = await manifestOf('resumed', study('optimizer: { sgd: { learningRate: 0.06 } }'));
    const renamed = (engine: Engine): Engine => ({ ...engine, description: 'another engine, 1 thread' });
    const [trial] = firstBlock(manifest) as [Trial];
    await stopped(await open(), manifest, [trial], epochsEnded(3));
    for (const [of, options] of [
      [manifest, { version: '2' }],
      [manifest, { engine: renamed }],
      [other, {}],
    ] as const) {
      logged = [];
      const [own] = firstBlock(of) as [Trial];
      expect(await reportsOf(await open(options), of, [own])).toEqual(await expected(of, [own]));
      expect(told(/^passed over a checkpoint of another/)).toHaveLength(1);
      expect(told(/^goes on/)).toEqual([]);
    }
    // Theirs did not push out those of the trial itself.
    await reportsOf(await open(), manifest, [trial]);
    expect(told(/^goes on/)).toHaveLength(1);
  });
});
