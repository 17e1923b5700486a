import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { RunResults } from '../../../results/results.ts';
import type { Measured } from '../../bench/packs/measure.ts';
import { outputOf } from './results.ts';

/** One program of the bundle, run on the card. */
export interface Step {
  readonly name: string;
  /** Seconds that it may take. */
  readonly limit: number;
  /** Steps that have to be done before. */
  readonly needs?: readonly string[];
  /** Why it is left out on this machine; undefined: it is run. */
  readonly leftOut?: () => string | undefined;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What its output comes to, in a line. */
  readonly says: (output: string) => string;
}

/** What a plan is made for. */
export interface Run {
  /** The unpacked bundle, and the folder of the results. */
  readonly root: string;
  readonly folder: string;
  /** Small sizes, for an adapter in software. */
  readonly toy: boolean;
}

/** All steps, in order. */
export function planned(run: Run): Step[] {
  return [
    adapter(run),
    contract(run),
    ...studies(run),
    ...benches(run),
    ...programs(run),
    cpuStudy(run),
    compare(run, 'first study', 'first study wasm'),
  ];
}

const entry = ({ root }: Run, name: string) => join(root, 'program', `${name}.mjs`);
const last = (text: string) => text.trim().split('\n').at(-1) ?? '';

const adapter = (run: Run): Step => ({
  name: 'adapter',
  limit: 30,
  args: [entry(run, 'adapter')],
  says: (text) => {
    const line = text.split('\n').find((each) => each.startsWith('{'));
    return line ? (JSON.parse(line) as { text: string }).text : last(text);
  },
});

const contract = (run: Run): Step => ({
  name: 'contract suite',
  limit: run.toy ? 240 : 60,
  needs: ['adapter'],
  args: ['--test-reporter=tap', entry(run, 'contract'), 'webgpu'],
  says: (text) => {
    const count = (word: string) => new RegExp(`^# ${word} (\\d+)`, 'm').exec(text)?.[1] ?? '?';
    return `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`;
  },
});

/** `fanout run` of a study of the bundle, its results as JSON. */
function study(run: Run, name: string, file: string, options: readonly string[], limit: number): Step {
  const out = join(run.folder, 'runs');
  return {
    name,
    limit,
    args: [join(run.root, 'fanout.js'), 'run', join(run.root, file), '--json', '--out', out, ...options],
    says: (text) => {
      if (!text.startsWith('{')) return last(text);
      const { trials, seconds, examplesPerSecond } = JSON.parse(text) as RunResults;
      const rate = Math.round(examplesPerSecond).toLocaleString('en');
      return `${trials.completed} of ${trials.total} trials in ${seconds.toFixed(1)} s, ${rate} examples/s`;
    },
  };
}

const [QUICK, FIRST] = ['studies/quickstart.yaml', 'studies/mnist-initializers.yaml'];
const smaller = ({ toy }: Run) => (toy ? ['--set', 'dataset.examples=600', '--set', 'folds.count=2'] : []);
const shorter = ({ toy }: Run) => (toy ? ['--set', 'training.epochs=2'] : []);

/** The quickstart on the card and on the processor, and the first study on the card; what they differ by. */
function studies(run: Run): Step[] {
  const needs = ['adapter'];
  const card = ['--backend', 'webgpu', '--workers', '1', ...smaller(run)];
  return [
    { ...study(run, 'quickstart', QUICK, card, run.toy ? 120 : 40), needs },
    study(run, 'quickstart wasm', QUICK, ['--backend', 'wasm', ...smaller(run)], 40),
    compare(run, 'quickstart', 'quickstart wasm'),
    { ...study(run, 'first study', FIRST, [...card, ...shorter(run)], run.toy ? 120 : 90), needs },
  ];
}

/** The difference of two runs of a study, arm by arm. */
const compare = (run: Run, one: string, other: string): Step => ({
  name: `${one} beside ${other}`,
  limit: 10,
  needs: [one, other],
  args: [entry(run, 'compare'), ...[one, other].map((name) => outputOf(run.folder, name))],
  says: last,
});

/** Packs on the card, then PyTorch and JAX on the same card. */
function benches(run: Run): Step[] {
  const [packs, seconds] = run.toy ? ['1,2', '0.2'] : ['1,7,35,140', '2'];
  const bench = (name: string, peer: string, limit: number, leftOut?: () => string | undefined): Step => ({
    name,
    limit,
    args: [entry(run, 'bench'), peer === 'none' ? 'webgpu' : 'none', packs, seconds, peer],
    says: (text) =>
      text
        .split('\n')
        .filter((each) => each.startsWith('{'))
        .map(inShort)
        .join('; '),
    ...(leftOut && { leftOut }),
  });
  return [
    { ...bench('bench', 'none', 60), needs: ['adapter'] },
    bench('bench PyTorch', 'torch_packs', 60, () => lacks('torch')),
    bench('bench JAX', 'jax_packs', 90, () => lacks('jax')),
  ];
}

function inShort(line: string): string {
  const { engine, pack, precision, examplesPerSecond } = JSON.parse(line) as Measured;
  return `${engine} ${pack} (${precision}): ${Math.round(examplesPerSecond).toLocaleString('en')} examples/s`;
}

/** Why Python cannot be asked for a module; undefined: it can. */
function lacks(module: string): string | undefined {
  const { status } = spawnSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
  return status === 0 ? undefined : `python3 has no module ${module}`;
}

/** Trials in PyTorch by `trainer: command`, one and four at a time. */
const programs = (run: Run): Step[] =>
  [1, 4].map((count) => ({
    ...study(
      run,
      `PyTorch trials ${count} at a time`,
      'gpu-studies/pytorch.yaml',
      ['--set', `trainer.concurrency.perGpu=${count}`],
      60,
    ),
    leftOut: () => lacks('torch'),
    env: { PYTHONPATH: join(run.root, 'python') },
  }));

/** The first study on all cores of the processor, as far as time is left: its accuracies are the measure. */
const cpuStudy = (run: Run): Step =>
  study(run, 'first study wasm', FIRST, ['--backend', 'wasm', ...smaller(run), ...shorter(run)], 200);
