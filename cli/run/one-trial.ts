/** `fanout run STUDY --trial KEY`: one trial, to see whether it works. No queue, no ledger, nothing kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../engines/engine.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Metrics } from '../../proto/metrics.ts';
import { shownText } from '../../proto/shown-text.ts';
import { gridOf, type Trial } from '../../study/grid.ts';
import { suggestion } from '../../study/problems.ts';
import { isNetworkStudy, type Study } from '../../study/study.ts';
import type { TrainingObserver } from '../../worker/trainers/trainer.ts';
import { openTrainer } from '../processes/open-trainer.ts';
import { readStudy } from '../study/read.ts';
import { tell } from '../terminal.ts';
import { planRun } from './plan-run.ts';

/** What the command line says of it. */
export interface OneTrialOptions {
  readonly trial: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly resume?: string;
  readonly set: readonly string[];
  readonly backend: Backend | 'auto';
}

/**
 * Trains it and prints its metrics, on stdout. Throws USAGE for a trial that the study does not have, what
 * the study throws, and what the trial failed with.
 */
export async function runOneTrial(
  path: string | undefined,
  options: OneTrialOptions,
  signal: AbortSignal,
): Promise<void> {
  if (path === undefined || options.resume !== undefined)
    throw new FanoutError('USAGE', '--trial needs a study file, and no --resume', {
      hint: 'for example: fanout run study.yaml --trial sgd/0/1',
    });
  const { study, text } = await readStudy(path, options.set, signal);
  const trial = trialCalled(study, options.trial);
  const manifest = await planRun(study, text, { onProgress: tell, signal });
  const checkpoints = await mkdtemp(join(tmpdir(), 'fanout-trial-'));
  try {
    const { backend, verbose } = options;
    const trainer = await openTrainer(
      {
        ...{ trainer: isNetworkStudy(study) ? 'network' : 'command', backend, checkpoints },
        ...(verbose ? { onOutput: (bytes: Buffer) => void process.stderr.write(bytes) } : {}),
      },
      () => undefined,
    );
    try {
      await trainer.prepare(manifest, signal);
      const [result] = await trainer.run(
        { manifest, trials: [trial], attempt: 1 },
        observer(options),
        signal,
      );
      if (result!.status === 'failed') throw result!.error;
      const { metrics, findings } = result!.report;
      if (options.json) process.stdout.write(`${JSON.stringify({ trial: trial.key, ...result!.report })}\n`);
      else {
        const found = [...metricsTexts(metrics), ...findings.map(({ kind }) => kind)];
        process.stdout.write(`${trial.key}: ${found.join(', ')}\n`);
      }
    } finally {
      await trainer.close();
    }
  } finally {
    await rm(checkpoints, { recursive: true, force: true });
  }
}

/** The trial of a study by its key. */
function trialCalled(study: Study, key: string): Trial {
  const trials = gridOf(study);
  const found = trials.find((trial) => trial.key === key);
  if (found) return found;
  const keys = trials.map((trial) => trial.key);
  throw new FanoutError(
    'USAGE',
    `${study.name} has no trial ${JSON.stringify(key.slice(0, 200))}${suggestion(key, keys)}`,
    { hint: `a trial is ARM/FOLD/SEED: ${shownText(keys.slice(0, 3).join(', '))}, …` },
  );
}

/** Tells of each epoch, unless the program's own words are shown. */
function observer({ verbose, json }: OneTrialOptions): TrainingObserver {
  return {
    onSteps: () => undefined,
    onEpochs(ended) {
      if (verbose || json) return;
      for (const { epoch, metrics } of ended)
        tell(`epoch ${epoch + 1}: ${metricsTexts(metrics).join(', ') || 'no finite number'}`);
    },
    onProgress: () => undefined,
  };
}

/** `accuracy 0.97`, `loss 0.11`. Pure. */
function metricsTexts(metrics: Metrics): string[] {
  return Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`);
}
