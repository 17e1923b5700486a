/** How much the engines' suite tries: everything, or less where every program costs seconds to compile. */
import {
  mnist,
  OPTIMIZERS,
  program,
  randomBatch,
  randomWeights,
  SEED_PROGRAM,
  SMALL_MODELS,
  seedWeights,
  slice,
} from './engine.samples.ts';
import type { Batch, Program, Weights } from './engine.ts';
import { FORM_LAYERS, FORM_OPTIONS } from './form.samples.ts';
import type { Optimizer } from './network.ts';

type Programs = Readonly<Record<string, Program>>;

/** A network with weights by a seed, and batches. */
interface Network {
  readonly program: Program;
  readonly weights: (seed: number) => Weights;
  readonly batches: (count: number) => readonly Batch[];
}

export interface Extent {
  /** Whether the first study's network is trained. */
  readonly seedNetwork: boolean;
  /** What packs are tried with. */
  readonly network: Network;
  readonly models: typeof SMALL_MODELS;
  /** A model of two convolutions. */
  readonly deeper: (typeof SMALL_MODELS)[string];
  readonly optimizers: readonly Optimizer[];
  readonly resumedOptimizers: readonly Optimizer[];
  /** Sizes of evaluations. */
  readonly evaluated: readonly number[];
  /** Steps of a round, of ten, that must not leave anything behind. */
  readonly leakSteps: number;
  readonly formLeakSteps: number;
  /** Programs that are held to the interpreter, that are packed, that go on from what was kept. */
  readonly forms: Programs;
  readonly packedForms: Programs;
  readonly resumedForms: Programs;
  /** Steps that are compared: small errors grow from step to step. */
  readonly formSteps: number;
}

/** The first study's network on the first images of MNIST. */
const SEED: Network = {
  program: SEED_PROGRAM,
  weights: seedWeights,
  batches(count) {
    const images = mnist(320);
    return Array.from({ length: count }, (_, step) =>
      slice(images, (step % 10) * 32, ((step % 10) + 1) * 32),
    );
  },
};

/** Forms that differ in what their trials keep. */
const RESUMED: Programs = {
  'moving statistics': FORM_LAYERS['a residual network in small']!,
  'random masks': FORM_LAYERS['dropout and spatialDropout']!,
  'decay, two states': FORM_OPTIONS['decoupled decay, composed update']!,
  'batches added up': FORM_OPTIONS['batches added up']!,
};

const some = <T>(all: Readonly<Record<string, T>>, titles: readonly string[]): Record<string, T> =>
  Object.fromEntries(titles.map((title) => [title, all[title]!]));

const FORMS: Programs = { ...FORM_LAYERS, ...FORM_OPTIONS };

/** Everything. */
export const WHOLE: Extent = {
  seedNetwork: true,
  network: SEED,
  models: SMALL_MODELS,
  deeper: SMALL_MODELS['conv, pool, conv valid, pool']!,
  optimizers: OPTIMIZERS,
  resumedOptimizers: OPTIMIZERS,
  evaluated: [1, 64, 65, 150, 1203],
  leakSteps: 30,
  formLeakSteps: 50,
  forms: FORMS,
  packedForms: { ...FORM_LAYERS, ...some(FORM_OPTIONS, ['layerwise steps', 'clipped norm']) },
  resumedForms: RESUMED,
  formSteps: 20,
};

const { shape, layers } = SMALL_MODELS['the seed in small']!;
const CONVOLUTIONS = SMALL_MODELS['two convolutions, same, tanh; pool 3']!;
const SMALL = program(shape, layers, { kind: 'sgd', learningRate: 0.1, momentum: 0.9 });

/** Small networks, and of each kind of layer and option one. */
export const BRIEF: Extent = {
  ...WHOLE,
  seedNetwork: false,
  network: {
    program: SMALL,
    weights: (seed) => randomWeights(SMALL, seed),
    batches: (count) => Array.from({ length: count }, (_, step) => randomBatch(SMALL, 6, step + 1)),
  },
  models: { 'two convolutions': CONVOLUTIONS },
  deeper: CONVOLUTIONS,
  optimizers: OPTIMIZERS.slice(0, 3),
  resumedOptimizers: OPTIMIZERS.slice(2, 3),
  evaluated: [1, 65, 300],
  leakSteps: 4,
  formLeakSteps: 5,
  forms: some(FORMS, ['a residual network in small', 'dropout and spatialDropout', 'an embedding', 'huber']),
  packedForms: some(FORMS, [
    'a residual network in small',
    'dropout and spatialDropout',
    'an embedding',
    'clipped norm',
  ]),
  resumedForms: some(RESUMED, ['random masks', 'decay, two states', 'batches added up']),
  formSteps: 5,
};
