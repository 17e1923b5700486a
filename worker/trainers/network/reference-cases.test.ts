import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { INITIALIZER_NAMES } from '../../../engines/initializers.ts';
import { COMPOSITES } from '../../../engines/layers/composites.ts';
import { LAYERS } from '../../../engines/layers/registry.ts';
import { OPTIMIZERS } from '../../../engines/optimizers/registry.ts';
import { TRAJECTORIES } from '../../../engines/trajectory.samples.ts';
import { SCHEDULES } from '../../../study/schedules/registry.ts';
import { LOSS_NAMES } from '../../../study/schema/loss.ts';

const fixture = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

/** Every `kind` of a model, those inside composites too. */
function kindsOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const inside = Object.values(part).flatMap(kindsOf);
  return 'kind' in part ? [part.kind as string, ...inside] : inside;
}

const layerCases = fixture('engines/fixtures/layers-keras.json').cases as { readonly model: unknown }[];
const rateCases = ['keras', 'pytorch'].flatMap(
  (framework) =>
    fixture(`study/schedules/fixtures/rates-${framework}.json`).cases as { readonly schedule: object }[],
);
const drawCases = Object.values(
  fixture('worker/trainers/network/fixtures/initializers-keras.json').shapes as Record<string, object>,
);
const laterDraws = fixture('worker/trainers/network/fixtures/variance-scaling-keras.json');

interface Registry {
  readonly what: string;
  readonly kinds: readonly string[];
  /** Those that a file of another program's figures has; a test beside the kind compares all of that file. */
  readonly held: readonly string[];
  /** Those that no other program has figures of, each with the reason. */
  readonly exceptions: Readonly<Record<string, string>>;
}

const ownRule = (paper: string) => `a rule of its paper (${paper}), which Keras does not have`;

const REGISTRIES: readonly Registry[] = [
  {
    what: 'layer',
    kinds: [...LAYERS, ...COMPOSITES].map(({ kind }) => kind),
    held: layerCases.flatMap(({ model }) => kindsOf(model)),
    exceptions: {
      dropout: "its masks are fanout's own",
      spatialDropout: "its masks are fanout's own",
    },
  },
  {
    what: 'optimizer',
    kinds: OPTIMIZERS.map(({ kind }) => kind),
    held: TRAJECTORIES.map(({ optimizer }) => optimizer.kind),
    exceptions: {},
  },
  {
    what: 'loss',
    kinds: LOSS_NAMES,
    held: TRAJECTORIES.map(({ options }) => options?.loss?.kind ?? 'categoricalCrossEntropy'),
    exceptions: {},
  },
  {
    what: 'schedule',
    kinds: SCHEDULES.map(({ kind }) => kind),
    held: rateCases.flatMap(({ schedule }) => Object.keys(schedule)),
    exceptions: { constant: 'it changes nothing' },
  },
  {
    what: 'initializer',
    kinds: INITIALIZER_NAMES,
    held: [
      ...drawCases.flatMap(Object.keys),
      ...(laterDraws.varianceScaling.length > 0 ? ['variance_scaling'] : []),
      ...(laterDraws.identity.length > 0 ? ['identity'] : []),
    ],
    exceptions: {
      delta_orthogonal: ownRule('Xiao et al. 2018'),
      fixup: ownRule('Zhang et al. 2019'),
      zero_gamma: ownRule('Goyal et al. 2017'),
      lsuv: ownRule('Mishkin and Matas 2016'),
    },
  },
];

it.each(REGISTRIES)(
  "every kind of $what has a case against another program's figures, or a reason why not",
  ({ what, kinds, held, exceptions }) => {
    const without = kinds.filter((kind) => !held.includes(kind) && !(kind in exceptions));
    expect(without, `a kind of ${what} has no case: docs/adding-a-layer.md, "Its values"`).toEqual([]);
    const needless = Object.keys(exceptions).filter((kind) => held.includes(kind) || !kinds.includes(kind));
    expect(needless, `an exception of a kind of ${what} that has a case, or does not exist`).toEqual([]);
  },
);
