/** Runs whose trials a small program trains, made without a study file. */
import { tmpdir } from 'node:os';
import { makeManifest } from '../../coordinator/run/manifest.ts';
import { foldsOfStudy } from '../../datasets/folds.ts';
import type { CommandTrainer, Parameters } from '../../study/command/trainer.ts';
import type { CommandStudy } from '../../study/study.ts';
import type { CommandManifest } from '../../worker/trainers/command/setting.ts';

export interface TestedProgram {
  /** What is run; a text is a script of the shell, whose `$1` is the arm. */
  readonly program: string | readonly string[];
  /** Parameters of each arm, by its id; absent: one arm, `a`, without any. */
  readonly arms?: Readonly<Record<string, Parameters>>;
  readonly folds?: number;
  readonly seeds?: readonly number[];
  /** Of data of the program's own; absent: the study does not say. */
  readonly examples?: number;
  /** Of the study, instead of the test's. */
  readonly trainer?: Partial<CommandTrainer>;
  readonly objective?: Partial<CommandStudy['objective']>;
}

/** What a run of a program is made of. */
export function commandManifest(run: string, tested: TestedProgram): CommandManifest {
  const { program, arms = { a: {} }, folds: count = 2, seeds = [1], examples } = tested;
  const command = typeof program === 'string' ? ['/bin/sh', '-c', program, 'program', '{{arm}}'] : program;
  const objective = {
    ...({ metric: 'accuracy', direction: 'maximize', margin: 0.01, alpha: 0.05 } as const),
    ...tested.objective,
  };
  const { metric: name, direction } = objective;
  const study: CommandStudy = {
    name: 'test',
    factors: [{ name: 'arm', field: 'arms', levels: Object.keys(arms) }],
    arms: Object.entries(arms).map(([id, parameters]) => ({
      ...{ id, label: id, levels: { arm: id }, parameters },
    })),
    folds: { count, shuffle: true, seed: 7 },
    seeds,
    metrics: [{ name, title: name, direction, scale: 'plain' }],
    objective,
    trainer: {
      ...({ kind: 'command', command, directory: tmpdir(), metrics: 'lines', of: 'last' } as const),
      ...{ quietSeconds: 3600, concurrency: { perGpu: 1 }, gpus: 0, environment: {}, retries: 1 },
      ...tested.trainer,
    },
    ...(examples === undefined ? {} : { examples }),
  };
  const manifest = makeManifest({
    ...{ run, study, studyText: '', versions: {}, now: new Date(0) },
    ...(examples === undefined
      ? { folds: [] }
      : {
          dataset: { name: 'own', examples, shape: [], classes: 0, sha256: '', licence: '' },
          folds: foldsOfStudy(examples, study.folds, study.seeds),
        }),
    machine: { cores: 1, arch: 'x64', processor: 'of a test' },
  });
  return { ...manifest, study };
}
