/** A caller with the run's token that says what cannot be true. */
import { mostEpochs } from '../../../study/study.ts';
import { connectCoordinator } from '../../../worker/coordinator-client.ts';
import { metricsMessage } from '../../support/metrics-message.ts';
import type { Arena } from '../arena/arena.ts';
import { must } from '../checks.ts';
import type { Scenario } from '../scenario.ts';

async function sayWhatCannotBe(arena: Arena): Promise<void> {
  const stop = new AbortController();
  const address = { address: `127.0.0.1:${arena.grpc.port}`, token: arena.token };
  const coordinator = connectCoordinator(address, stop.signal);
  // Does not wait for a run that is not served.
  const impatient = connectCoordinator(address, AbortSignal.abort());
  try {
    const { folds, trials, study } = await coordinator.getRun(arena.run);
    const trial = arena.random.between(0, trials - 1);
    const perFold = trials / folds.length / study.seeds.length;
    const fold = Math.floor(trial / perFold) % folds.length;
    const honest = {
      run: arena.run,
      pack: String(trial),
      trial,
      attempt: 1,
      worker: { worker: 'rogue', backend: 'none' },
      foldSha256: folds[fold]!.validationSha256,
      ...metricsMessage(study),
      findings: [],
      seconds: 1,
    };
    const lies = {
      'a trial beyond the manifest': { trial: trials, pack: String(trials) },
      'another run': { run: 'another-run' },
      'a wrong fold checksum': { foldSha256: '0'.repeat(64) },
      'a trial that is not in its pack': { pack: String((trial + 1) % trials) },
      'an accuracy that is not a number': metricsMessage(study, { accuracy: Number.NaN }),
      'an accuracy above one': metricsMessage(study, { accuracy: 1.5 }),
      'no accuracy': metricsMessage(study, { accuracy: undefined }),
      'too few epochs': metricsMessage(study, {}, mostEpochs(study)! - 1),
      'a metric whose name is none': metricsMessage(study, { 'a\nb': 1 }),
      'a loss below 0': metricsMessage(study, { loss: -1 }),
      'a worker with a path for a name': { worker: { worker: '../../etc/passwd', backend: '' } },
    };
    for (const [what, lie] of Object.entries(lies)) {
      const asked = 'run' in lie ? impatient : coordinator;
      const answer = await asked.complete({ ...honest, ...lie }).then(
        ({ recording }) => recording,
        (error: { code: string }) => error.code,
      );
      const refused = [
        'RECORDING_REJECTED',
        'RUN_NOT_FOUND',
        'RUN_NOT_SERVED',
        'TRIAL_UNKNOWN',
        'OUTCOME_INVALID',
      ].includes(answer);
      must(refused, `${what} was answered with ${answer}`);
    }
  } finally {
    stop.abort();
    coordinator.close();
    impatient.close();
  }
}

export const ROGUE_FAULTS: readonly Scenario[] = [
  { name: 'Complete that cannot be true', short: true, rounds: 4, round: sayWhatCannotBe },
];
