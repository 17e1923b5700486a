import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeManifest } from '../coordinator/run/manifest.ts';
import { gridOf } from '../study/grid.ts';
import { parseStudy } from '../study/parse.ts';
import { resultsOf } from './summary.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const kept = JSON.parse(read('./fixtures/quickstart.json'));

it('draws the same verdict from the kept outcomes of the quickstart, to the bit', async () => {
  const studyText = read('../studies/quickstart.yaml');
  const facts = { examples: 10_000, shape: [28, 28, 1], classes: 10 };
  const study = await parseStudy(studyText, {
    source: 'studies/quickstart.yaml',
    describeDataset: async () => facts,
  });
  const manifest = makeManifest({
    ...{ run: 'quickstart-1', study, studyText, versions: {}, now: new Date(0) },
    dataset: { ...facts, name: 'mnist', sha256: '0'.repeat(64), licence: '' },
    folds: [],
    machine: { cores: 1, arch: 'x64', processor: 'any' },
  });
  const outcomes = gridOf(study).map(({ index, key }) => {
    const { accuracy, loss, trainLoss, findings } = kept.trials[index];
    const metrics = { accuracy, loss, train_loss: trainLoss };
    return {
      ...{ trial: index, key, status: 'completed' as const, attempt: 1, worker: 'w', backend: 'wasm' },
      ...{
        metrics,
        history: { accuracy: [accuracy], loss: [loss], train_loss: [trainLoss] },
        findings,
        seconds: 1,
      },
      recordedAt: '2026-01-01T00:00:00.000Z',
    };
  });
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 35 };
  const { verdict, results } = resultsOf(manifest, outcomes, execution);
  expect(results.map(({ fold, seed }) => [fold, seed])).toEqual(
    kept.trials.map(({ fold, seed }: { fold: number; seed: number }) => [fold, seed]),
  );
  expect(verdict).toMatchObject(kept.verdict);
});
