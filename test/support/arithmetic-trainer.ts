/**
 * A trainer without networks: what a trial measures is a formula of its place in the grid. It stands for
 * trainers that are yet to come, and can be told to go wrong.
 */
import { setImmediate } from 'node:timers/promises';
import { FanoutError } from '../../proto/errors.ts';
import type { Metric, Metrics } from '../../proto/metrics.ts';
import type { TrialReport } from '../../proto/outcome-message.ts';
import type { Trial } from '../../study/grid.ts';
import { mostEpochs } from '../../study/study.ts';
import { interrupted } from '../../waiting/interruption.ts';
import type { AttemptResult, PackJob, Trainer, TrainingObserver } from '../../worker/trainers/trainer.ts';

/** What goes wrong. Arms are named by their ids. */
export interface ArithmeticFaults {
  /** Diverges at its first step. */
  readonly diverging?: string;
  /** Throws in the middle, and takes the pack with it. */
  readonly poisoned?: string;
  /** Fails by itself at its end; the rest of the pack completes. */
  readonly failing?: string;
  /** Trials of a pack beyond which memory runs out. */
  readonly mostTrials?: number;
  /** Stands still for ever in the middle of each pack. */
  readonly stalls?: boolean;
}

const STEPS_PER_EPOCH = 4;
const BYTES_PER_TRIAL = 8;

/** Opens the trainer. */
export function arithmeticTrainer(faults: ArithmeticFaults = {}): Trainer {
  let prepared: string | undefined;
  let bytes = 0;
  return {
    description: { backend: 'arithmetic', text: 'a formula', usesGpu: false },
    held: () => ({ tensors: 0, bytes }),
    async prepare(manifest, signal) {
      if (signal.aborted) throw interrupted(signal);
      prepared = manifest.run;
    },
    async run(job, observer, signal) {
      if (prepared !== job.manifest.run)
        throw new FanoutError('INTERNAL', `run ${job.manifest.run} was not prepared`);
      const own = BYTES_PER_TRIAL * job.trials.length;
      bytes += own;
      try {
        await train(job, faults, observer, signal);
      } finally {
        bytes -= own;
      }
      return job.trials.map((trial) => resultOf(job, trial, faults));
    },
    close: async () => undefined,
  };
}

async function train(
  { manifest: { study }, trials }: PackJob,
  faults: ArithmeticFaults,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<void> {
  const epochs = mostEpochs(study)!;
  for (let step = 1; step <= epochs * STEPS_PER_EPOCH; step++) {
    await setImmediate();
    signal.throwIfAborted();
    observer.onSteps({
      ...{ step, steps: epochs * STEPS_PER_EPOCH, taken: 1, examples: trials.length },
      ...{ seconds: 0, waitedSeconds: 0 },
    });
    if (step === 2) await goWrong(trials, faults, signal);
    if (step % STEPS_PER_EPOCH > 0) continue;
    const epoch = step / STEPS_PER_EPOCH - 1;
    observer.onEpochs(
      trials.map((trial, place) => ({
        place,
        epoch,
        metrics: metricsOf(study.metrics, trial, epoch, faults),
      })),
    );
  }
}

async function goWrong(
  trials: readonly Trial[],
  { mostTrials = Number.POSITIVE_INFINITY, poisoned, stalls }: ArithmeticFaults,
  signal: AbortSignal,
): Promise<void> {
  if (trials.length > mostTrials)
    throw new FanoutError('OUT_OF_MEMORY', `${trials.length} trials are too many`);
  if (trials.some(({ arm }) => arm === poisoned)) throw new TypeError(`${poisoned} is poison`);
  if (!stalls) return;
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The formula, from 0 to 1: what is maximised grows from epoch to epoch, and from arm to arm. */
function metricsOf(
  metrics: readonly Metric[],
  { index, arm }: Trial,
  epoch: number,
  { diverging }: ArithmeticFaults,
): Metrics {
  const share = 1 - 1 / (2 + epoch + (index % 97) / 97);
  const known = metrics.filter(({ most }) => most !== undefined || arm !== diverging);
  return Object.fromEntries(
    known.map(({ name, direction }) => [name, direction === 'maximize' ? share : 1 - share]),
  );
}

function resultOf({ manifest: { study } }: PackJob, trial: Trial, faults: ArithmeticFaults): AttemptResult {
  if (trial.arm === faults.failing)
    return { status: 'failed', error: new FanoutError('INTERNAL', `${faults.failing} fails by itself`) };
  const epochs = Array.from({ length: mostEpochs(study)! }, (_, epoch) =>
    metricsOf(study.metrics, trial, epoch, faults),
  );
  const report: TrialReport = {
    metrics: epochs.at(-1)!,
    history: Object.fromEntries(
      study.metrics.map(({ name }) => [name, epochs.map((own) => own[name] ?? null)]),
    ),
    findings: trial.arm === faults.diverging ? [{ kind: 'diverged', step: 0 }] : [],
    layers: [],
  };
  return { status: 'completed', report };
}
