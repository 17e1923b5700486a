/** A worker whose training takes a set time and computes nothing, and which can be told to go wrong. */

import { processLog } from '../../../cli/log.ts';
import { stopSignal, untilStopped } from '../../../cli/processes/stop-signal.ts';
import { natsAddressFromEnvironment } from '../../../connection/connect.ts';
import { CoordinatorStub } from '../../../proto/service.ts';
import { WorkerMetrics } from '../../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../../worker/trainers/network/trainer.ts';
import { runWorker } from '../../../worker/worker.ts';
import { noopEngine } from '../../support/noop-engine.ts';
import type { Mischief } from '../mischief.ts';
import { stepClock } from './clock.ts';

const { env } = process;
const { stepMs, ...mischief } = JSON.parse(env.FANOUT_TEST_WORKER ?? '{}') as Mischief & { stepMs: number };
const log = processLog('worker');
const pause = new Int32Array(new SharedArrayBuffer(4));
let packs = 0;

/** Fills the heap until V8 ends the process, as the kernel would. */
function exhaustMemory(): never {
  const held: number[][] = [];
  for (;;) held.push(new Array(100_000).fill(held.length + 0.5));
}

const engine = noopEngine({
  onStart: (_, weights) => {
    packs += 1;
    log('began', { trials: weights.length });
    const largest = Math.max(...weights.map(([kernel]) => kernel?.[0] ?? 0));
    if (mischief.poison && largest > 500) process.kill(process.pid, 'SIGKILL');
    if (mischief.exhaustMemoryAtPack === packs) exhaustMemory();
    if (mischief.clockStepMs && packs === 2) stepClock(mischief.clockStepMs);
  },
  onStep: () => Atomics.wait(pause, 0, 0, stepMs),
});

/** What a defect in arithmetic would report. */
const reporting: typeof engine = mischief.notANumberUntilPack
  ? {
      ...engine,
      async start(program, weights) {
        const trainer = await engine.start(program, weights);
        const evaluate = trainer.evaluate.bind(trainer);
        return {
          ...trainer,
          evaluate: async (batch) =>
            packs <= mischief.notANumberUntilPack!
              ? { ...(await evaluate(batch)), accuracy: new Float64Array(weights.length).fill(Number.NaN) }
              : evaluate(batch),
        };
      },
    }
  : engine;

/** Findings that no honest worker has, and that the schema of the ledger does not take. */
const POISON = [{ didNotLearn: { chance: Number.NaN } }, { diverged: { step: 2 ** 53 } }];
if (mischief.poisonOutcomesUntilPack) {
  const { complete } = CoordinatorStub.prototype;
  CoordinatorStub.prototype.complete = function (request: object, ...rest: unknown[]) {
    const poisoned = packs <= mischief.poisonOutcomesUntilPack!;
    const findings = poisoned ? { findings: [POISON[packs % POISON.length]] } : {};
    return complete.call(this, { ...request, ...findings }, ...rest);
  };
}

const signal = stopSignal();
const work = () =>
  runWorker({
    run: env.FANOUT_RUN!,
    nats: natsAddressFromEnvironment(env),
    coordinator: { address: env.FANOUT_COORDINATOR!, token: env.FANOUT_TOKEN },
    openTrainer: () => openNetworkTrainer(async () => reporting),
    leaseMs: Number(env.FANOUT_LEASE_MS),
    metrics: new WorkerMetrics({ version: 'of a test', run: env.FANOUT_RUN! }),
    signal,
    log,
  });
try {
  await untilStopped(signal, work);
} finally {
  if (process.connected) process.disconnect();
}
