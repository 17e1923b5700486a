/** The networks of the bench, each as a study file would name it, and what a step of it should take. */
import { SEED_PROGRAM } from '../../../engines/engine.samples.ts';
import type { Backend, Program } from '../../../engines/engine.ts';
import type { Layer } from '../../../engines/network.ts';
import { resolveModel } from '../../../study/model.ts';
import { studyFile } from '../../../study/schema/study.ts';

/** The engines that are measured: those that need no graphics card. */
export const ENGINES = ['tfjs-node', 'wasm'] as const satisfies readonly Backend[];
export type MeasuredEngine = (typeof ENGINES)[number];

/** One network with its batch. */
export interface Work {
  readonly name: string;
  readonly title: string;
  readonly program: Program;
  /** The most that a step may take on an engine, as a multiple of the fastest peer's. */
  readonly bars: Readonly<Record<MeasuredEngine, number>>;
  /** Steps of a round: a fraction of a second of them. */
  readonly steps: number;
}

function layersOf(model: unknown, shape: readonly number[], classes: number): Layer[] {
  const head = { apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'bench' } };
  const { spec } = studyFile.parse({ ...head, spec: { dataset: { name: 'mnist' }, model } });
  return resolveModel(spec, { examples: 1, shape, classes });
}

function program(model: unknown, inputShape: readonly number[], classes: number, batchSize: number): Program {
  const { optimizer } = SEED_PROGRAM;
  const layers = layersOf(model, inputShape, classes);
  return { model: layers, inputShape, classes, batchSize, optimizer, scale: 1 };
}

const tabular = [
  { dense: { units: 64, activation: 'relu' } },
  { dense: { units: 64, activation: 'relu' } },
  { dense: { units: 'classes', activation: 'softmax' } },
];

/** In the order of the table. */
export const WORKS: readonly Work[] = [
  {
    name: 'seed',
    title: "the first study's network, batch 32",
    program: { ...SEED_PROGRAM, scale: 1 },
    bars: { 'tfjs-node': 0.6, wasm: 0.75 },
    steps: 50,
  },
  {
    name: 'lenet5',
    title: 'LeNet-5, batch 32',
    program: program('lenet5', [28, 28, 1], 10, 32),
    bars: { 'tfjs-node': 0.9, wasm: 1.5 },
    steps: 50,
  },
  {
    name: 'mlp',
    title: 'MLP 784-512-512-10, batch 32',
    program: program('mlp', [784], 10, 32),
    bars: { 'tfjs-node': 0.9, wasm: 1.5 },
    steps: 50,
  },
  {
    name: 'resnet20',
    title: 'ResNet-20, 32 × 32 × 3, batch 128',
    program: program('resnet20', [32, 32, 3], 10, 128),
    bars: { 'tfjs-node': 1, wasm: 4 },
    steps: 2,
  },
  {
    name: 'tabular',
    title: 'MLP 30-64-64-2, batch 32',
    program: program(tabular, [30], 2, 32),
    bars: { 'tfjs-node': 0.5, wasm: 0.5 },
    steps: 1000,
  },
];

/** The network of a name; undefined: there is none. */
export const workNamed = (name: string): Work | undefined => WORKS.find((work) => work.name === name);
