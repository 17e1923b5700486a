import { dirname, resolve } from 'node:path';
import { isUrl } from '../datasets/shards/location.ts';
import { layerDefinition } from '../engines/layers/registry.ts';
import { INITIALIZER_DEFAULTS } from '../proto/initializers.ts';
import type { Metric, Objective } from '../proto/metrics.ts';
import type { DatasetSpec, Initializer, InitializerName, Layer, Optimizer, Study } from '../proto/study.ts';
import { INITIALIZER_NAMES } from '../proto/study.ts';
import { resolveFolds } from './folds.ts';
import { metricsOf } from './metrics.ts';
import { SEED_INITIALIZERS } from './schema/initializers.ts';
import type { StudyFile } from './schema/study.ts';
import { choiceLabel, choiceOf, factorsOf, varied } from './vary.ts';

/** What has to be known of a dataset to check a study against it. */
export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
}

type Spec = StudyFile['spec'];
type InitializerEntry = NonNullable<Spec['initializers']>[number];

/** Where the examples come from; relative paths count from the study file. Pure. */
export function resolveDataset(spec: Spec['dataset'], studyPath: string): DatasetSpec {
  const limit = spec.examples === undefined ? {} : { examples: spec.examples };
  const at = (path: string) => resolve(dirname(studyPath), path);
  if (spec.shards !== undefined) {
    const { index, sha256, shuffle } = spec.shards;
    return {
      kind: 'shards',
      ...(spec.name === undefined ? {} : { name: spec.name }),
      index: isUrl(index) ? index : at(index),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(shuffle === undefined ? {} : { shuffle }),
      ...limit,
    };
  }
  if (spec.npy === undefined) return { kind: 'named', name: spec.name as 'mnist', ...limit };
  return { kind: 'npy', name: spec.name ?? 'npy', x: at(spec.npy.x), y: at(spec.npy.y), ...limit };
}

/** The initializers that a file lists, or its default. Pure. */
export function listed({ initializers, vary }: Spec): readonly InitializerEntry[] {
  return initializers ?? (vary ? ['glorot_uniform'] : SEED_INITIALIZERS);
}

/** An initializer with all its parameters, and the name that it goes by. Pure. */
export function resolveInitializer(entry: InitializerEntry): Initializer {
  if (typeof entry === 'string') return { label: entry, name: entry, parameters: defaultsOf(entry) };
  const name = INITIALIZER_NAMES.find((known) => entry[known] !== undefined)!;
  const given = Object.entries(entry[name] as Record<string, number | undefined>).filter(
    ([, value]) => value !== undefined,
  );
  return {
    label: entry.as ?? name,
    name,
    parameters: { ...defaultsOf(name), ...(Object.fromEntries(given) as Record<string, number>) },
  };
}

function defaultsOf(name: InitializerName): Record<string, number> {
  return Object.fromEntries(
    Object.entries(INITIALIZER_DEFAULTS[name]).map(([key, parameter]) => [key, parameter.default]),
  );
}

/** A layer with all its settings; `classes`: how many the dataset has. Pure. */
export function resolveLayer(entry: Spec['model'][number], classes: number): Layer {
  if (typeof entry === 'string') return layerDefinition({ kind: entry }).resolve(entry, classes);
  const [kind, settings] = Object.entries(entry).find(([, given]) => given !== undefined)!;
  return layerDefinition({ kind }).resolve(settings, classes);
}

function resolveOptimizer(spec: Spec['training']['optimizer']): Optimizer {
  const [kind, settings] = Object.entries(spec).find(([, given]) => given !== undefined)!;
  return { kind, ...(settings as { readonly learningRate: number }) };
}

/**
 * The study that a checked file means. Call it only with a file that `fileProblems` and `factProblems` have
 * nothing against. Pure.
 */
export function resolveStudy(file: StudyFile, dataset: DatasetSpec, facts: DatasetFacts): Study {
  const { spec } = file;
  const base = variantOf(spec, facts);
  const initializers = listed(spec).map(resolveInitializer);
  const metrics = metricsOf(facts.classes);
  const shared = {
    name: file.metadata.name,
    dataset,
    initialize: spec.initialize,
    folds: resolveFolds(spec.folds),
    seeds: spec.seeds,
    model: base.model,
    metrics,
    objective: objectiveOf(spec, metrics),
  };
  if (!spec.vary) return deepFreeze({ ...shared, initializers, training: base.training });
  const made = varied(file);
  const variants = 'variants' in made ? made.variants : [];
  const own = factorsOf(file);
  const named = initializers.map(({ label }) => label);
  const factors =
    initializers.length > 1 ? [{ name: 'initializer', field: 'initializers', levels: named }, ...own] : own;
  const choices = initializers.flatMap((initializer) =>
    variants.map(({ file: variant, levels }) => {
      const all = initializers.length > 1 ? [initializer.label, ...levels] : levels;
      const byName = Object.fromEntries(factors.map(({ name }, index) => [name, all[index]!]));
      return choiceOf(initializer, choiceLabel(factors, all), byName, variantOf(variant.spec, facts));
    }),
  );
  // Whoever plans or draws for the whole study must have room for the longest of its trials.
  const epochs = Math.max(...choices.map(({ variant }) => variant!.training.epochs));
  return deepFreeze({ ...shared, initializers: choices, factors, training: { ...base.training, epochs } });
}

/** What the study decides by: its first metric. Pure. */
function objectiveOf({ verdict }: Spec, metrics: readonly Metric[]): Objective {
  const [first] = metrics;
  return { metric: first!.name, direction: first!.direction, ...verdict };
}

function variantOf(spec: Spec, facts: DatasetFacts): Pick<Study, 'initialize' | 'model' | 'training'> {
  return {
    initialize: spec.initialize,
    model: spec.model.map((layer) => resolveLayer(layer, facts.classes)),
    training: { ...spec.training, optimizer: resolveOptimizer(spec.training.optimizer) },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
