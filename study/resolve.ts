import { dirname, resolve } from 'node:path';
import { channelsFirst } from '../datasets/likely-mistakes.ts';
import { isUrl } from '../datasets/shards/location.ts';
import { layerDefinition } from '../engines/layers/registry.ts';
import { shapeModel } from '../engines/model.ts';
import { INITIALIZER_DEFAULTS } from '../proto/initializers.ts';
import type { Metric, Objective } from '../proto/metrics.ts';
import type { DatasetSpec, Initializer, InitializerName, Layer, Optimizer, Study } from '../proto/study.ts';
import { INITIALIZER_NAMES } from '../proto/study.ts';
import { resolveFolds, splitProblems } from './folds.ts';
import { metricsOf } from './metrics.ts';
import { fieldName, type Problem } from './problems.ts';
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
function listed({ initializers, vary }: Spec): readonly InitializerEntry[] {
  return initializers ?? (vary ? ['glorot_uniform'] : SEED_INITIALIZERS);
}

function resolveInitializer(entry: InitializerEntry): Initializer {
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

function resolveLayer(entry: Spec['model'][number], classes: number): Layer {
  if (typeof entry === 'string') return layerDefinition({ kind: entry }).resolve(entry, classes);
  const [kind, settings] = Object.entries(entry).find(([, given]) => given !== undefined)!;
  return layerDefinition({ kind }).resolve(settings, classes);
}

function resolveOptimizer(spec: Spec['training']['optimizer']): Optimizer {
  const [kind, settings] = Object.entries(spec).find(([, given]) => given !== undefined)!;
  return { kind, ...(settings as { readonly learningRate: number }) };
}

/** The study that a checked file means. Call it only with a file that `problemsWith` has nothing against. Pure. */
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

/** The rules of a file that go beyond a single field. Pure. */
export function problemsWith(file: StudyFile, facts: DatasetFacts): Problem[] {
  return [
    ...labelProblems(file),
    ...rangeProblems(file),
    ...splitProblems(file),
    ...sizeProblems(file, facts),
    ...modelProblems(file, facts),
    ...variantProblems(file, facts),
  ];
}

/** As many as initializers may be listed. */
const MOST_CHOICES = 256;

/** Each variant must keep the rules that the file keeps; what breaks one stands at the level that was written in. */
function variantProblems(file: StudyFile, facts: DatasetFacts): Problem[] {
  if (!file.spec.vary) return [];
  const fields = Object.keys(file.spec.vary).length;
  if (fields > 1 && listed(file.spec).length > 1) {
    const message =
      'must have one field, since the initializers listed are a factor as well, and at most two are crossed';
    return [{ path: ['spec', 'vary'], message }];
  }
  const count = Object.values(file.spec.vary).reduce(
    (total, levels) => total * levels.length,
    listed(file.spec).length,
  );
  if (count > MOST_CHOICES)
    return [{ path: ['spec', 'vary'], message: `must make at most ${MOST_CHOICES} choices, makes ${count}` }];
  const made = varied(file);
  if ('problems' in made) return made.problems;
  const known = new Set<string>();
  return made.variants.flatMap(({ file: variant, path }) =>
    [...sizeProblems(variant, facts), ...modelProblems(variant, facts)].flatMap(({ path: at, message }) => {
      const text = `makes ${fieldName(at)} break a rule: it ${message}`;
      if (known.has(`${path.join()} ${text}`)) return [];
      known.add(`${path.join()} ${text}`);
      return [{ path, message: text }];
    }),
  );
}

function labelProblems({ spec }: StudyFile): Problem[] {
  const seen = new Set<string>();
  return listed(spec).flatMap((entry, index) => {
    const { label } = resolveInitializer(entry);
    const again = seen.has(label);
    seen.add(label);
    return again
      ? [
          {
            path: ['spec', 'initializers', index],
            message: `must have a name of its own, found "${label}" again: give it one with as: …`,
          },
        ]
      : [];
  });
}

function rangeProblems({ spec }: StudyFile): Problem[] {
  return listed(spec).flatMap((entry, index) => {
    const { name, parameters } = resolveInitializer(entry);
    if (name !== 'random_uniform' || parameters.min! < parameters.max!) return [];
    const path = ['spec', 'initializers', index, 'random_uniform', 'max'];
    return [{ path, message: `must be more than min (${parameters.min}), found ${parameters.max}` }];
  });
}

function sizeProblems({ spec }: StudyFile, facts: DatasetFacts): Problem[] {
  const wanted = spec.dataset.examples;
  const examples = Math.min(wanted ?? facts.examples, facts.examples);
  const { count } = spec.folds;
  const training = examples - Math.ceil(examples / count);
  const problems: Problem[] = [];
  if (wanted !== undefined && wanted > facts.examples) {
    problems.push({
      path: ['spec', 'dataset', 'examples'],
      message: `must be at most ${facts.examples}, the dataset's size, found ${wanted}`,
    });
  }
  if (count > examples) {
    problems.push({
      path: ['spec', 'folds', 'count'],
      message: `must be at most the number of examples, ${examples}, found ${count}`,
    });
  } else if (spec.training.batchSize > training) {
    problems.push({
      path: ['spec', 'training', 'batchSize'],
      message: `must be at most ${training}, the examples that the smallest training fold has, found ${spec.training.batchSize}`,
    });
  }
  return problems;
}

function modelProblems({ spec }: StudyFile, facts: DatasetFacts): Problem[] {
  const model = spec.model.map((layer) => resolveLayer(layer, facts.classes));
  const last = model.length - 1;
  const problems: Problem[] = [];
  const { problem } = shapeModel(model, facts.shape);
  if (problem) {
    const message = [problem.problem, ...channelsFirst(facts)].join('; ');
    problems.push({ path: ['spec', 'model', problem.position], message });
  }
  for (const [position, layer] of model.entries()) {
    if (position < last && layer.kind === 'dense' && layer.activation === 'softmax') {
      problems.push({
        path: ['spec', 'model', position, 'dense', 'activation'],
        message: 'must be softmax on the last layer only',
      });
    }
  }
  const output = model[last]!;
  if (output.kind !== 'dense' || output.activation !== 'softmax') {
    problems.push({
      path: ['spec', 'model', last],
      message: 'must be dense with activation softmax, since it is the last layer',
    });
  } else if (output.units !== facts.classes) {
    problems.push({
      path: ['spec', 'model', last, 'dense', 'units'],
      message: `must be classes (${facts.classes} in this dataset), found ${output.units}`,
    });
  }
  return problems;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
