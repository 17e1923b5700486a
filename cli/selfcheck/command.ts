import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Observation } from '../../analysis/blocks.ts';
import { checkModel } from '../../analysis/model-check.ts';
import { checkNull } from '../../analysis/null-check.ts';
import { describeDataset } from '../../datasets/load.ts';
import type { Backend } from '../../engines/engine.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson } from '../../proto/shown-text.ts';
import type { RunResults } from '../../results/results.ts';
import { parseStudy } from '../../study/parse.ts';
import { backendName, wholeNumber } from '../options.ts';
import { stopSignal } from '../processes/stop-signal.ts';
import { runDirectory } from '../run/directory.ts';
import { localRun } from '../run/local-run.ts';
import { planRun } from '../run/plan-run.ts';
import { shownValues, tell } from '../terminal.ts';
import { checkText, isSound } from './render.ts';
import { nullStudy } from './study.ts';

interface Options {
  readonly studies: number;
  readonly workers?: number;
  readonly backend: Backend | 'auto';
  readonly out?: string;
  readonly nats?: string;
  readonly json?: boolean;
}

/**
 * `fanout selfcheck`: what does not differ must not be told apart: one initializer under two names, through
 * the real machinery, and simulated arms.
 */
export function selfcheckCommand(): Command {
  return new Command('selfcheck')
    .description('an A/A run and simulated studies: what does not differ must not be told apart')
    .option('--studies <count>', 'small studies, one for each seed', wholeNumber(20, 1000), 40)
    .option('--workers <count>', 'worker processes (default: one for each core)', wholeNumber(1, 256))
    .option('--backend <name>', 'auto, tfjs-node-gpu, webgpu, tfjs-node or wasm', backendName, 'auto')
    .option('--out <dir>', 'keep the run here (default: it is thrown away)')
    .option('--nats <url>', 'use this NATS server instead of starting one')
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      const signal = stopSignal();
      const message = tell;
      const kept = options.out ?? (await mkdtemp(join(tmpdir(), 'fanout-selfcheck-')));
      try {
        const { results, ...checks } = await selfcheck(options, kept, signal, message);
        process.stdout.write(
          options.json
            ? `${shownJson({ run: results.run, trials: results.trials, backend: results.backend, ...checks })}\n`
            : `${checkText(shownValues(results), checks).join('\n')}\n`,
        );
        process.exitCode = isSound(checks) ? 0 : 1;
      } finally {
        if (options.out === undefined) await rm(kept, { recursive: true, force: true });
      }
    });
}

async function selfcheck(
  options: Options,
  out: string,
  signal: AbortSignal,
  message: (text: string) => void,
) {
  const text = nullStudy(options.studies);
  const study = await parseStudy(text, { source: 'selfcheck', describeDataset });
  const manifest = await planRun(study, text, { onProgress: message, signal });
  message(
    `Training ${manifest.trials} small models: two names for one initializer, ${options.studies} seeds, ${study.folds.count} folds …`,
  );
  const cores = availableParallelism();
  const workers = options.workers ?? cores;
  const results = await localRun({
    manifest,
    directory: runDirectory(out, manifest.run),
    resume: false,
    workers,
    threads: Math.max(1, Math.floor(cores / workers)),
    backend: options.backend,
    nats: options.nats,
    metricsPort: undefined,
    quiet: true,
    signal,
    message,
  });
  if (results.trials.failed > 0) {
    throw new FanoutError(
      'INTERNAL',
      `${results.trials.failed} of ${results.trials.total} trials of the self-check failed: ${firstReason(results)}`,
      { hint: 'run it again with --out DIR and look at the logs there' },
    );
  }
  const { margin, alpha } = study.objective;
  const judge = (value: 'accuracy' | 'loss') =>
    checkNull(observationsOf(results, value), {
      margin: value === 'accuracy' ? margin : LOSS_MARGIN,
      alpha,
      testToTrain: 1 / (study.folds.count - 1),
      maximize: value === 'accuracy',
      unit: value === 'accuracy' ? 'accuracy' : 'value',
    });
  return { results, accuracy: judge('accuracy'), loss: judge('loss'), model: checkModel(SIMULATED_STUDIES) };
}

/** They take about three seconds of one core. */
const SIMULATED_STUDIES = 100;

/** No rate depends on it: it is only what equivalence is shown within. */
const LOSS_MARGIN = 0.05;

function observationsOf({ results }: RunResults, value: 'accuracy' | 'loss'): Observation[] {
  return results.flatMap(({ arm, fold, seed, findings, ...trial }) =>
    trial.metrics[value] === undefined
      ? []
      : [
          {
            group: arm,
            fold,
            seed,
            value: trial.metrics[value]!,
            findings: findings.map(({ kind }) => kind),
          },
        ],
  );
}

function firstReason({ results }: RunResults): string {
  return results.find(({ status }) => status === 'failed')?.reason ?? 'no reason recorded';
}
