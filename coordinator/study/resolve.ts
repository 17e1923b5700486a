import { dirname, resolve } from 'node:path';
import { INITIALIZER_DEFAULTS } from '../../proto/initializers.ts';
import { shapeModel } from '../../proto/model.ts';
import type {
  DatasetSpec,
  Initializer,
  InitializerName,
  Layer,
  Optimizer,
  Study,
} from '../../proto/study.ts';
import { INITIALIZER_NAMES } from '../../proto/study.ts';
import type { Problem } from './problems.ts';
import type { StudyFile } from './schema.ts';

/** What has to be known of a dataset to check a study against it. */
export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
}

type Spec = StudyFile['spec'];

/** Where the examples come from; relative paths count from the study file. Pure. */
export function resolveDataset(spec: Spec['dataset'], studyPath: string): DatasetSpec {
  const limit = spec.examples === undefined ? {} : { examples: spec.examples };
  if (spec.npy === undefined) return { kind: 'named', name: spec.name as 'mnist', ...limit };
  const at = (path: string) => resolve(dirname(studyPath), path);
  return { kind: 'npy', name: spec.name ?? 'npy', x: at(spec.npy.x), y: at(spec.npy.y), ...limit };
}

function resolveInitializer(entry: Spec['initializers'][number]): Initializer {
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
  if (entry === 'flatten') return { kind: 'flatten' };
  if (entry.conv2d) return { kind: 'conv2d', ...entry.conv2d };
  if (entry.maxPool2d !== undefined) return { kind: 'maxPool2d', size: entry.maxPool2d };
  const { units, activation } = entry.dense!;
  return { kind: 'dense', units: units === 'classes' ? classes : units, activation };
}

function resolveOptimizer(spec: Spec['training']['optimizer']): Optimizer {
  return spec.sgd ? { kind: 'sgd', ...spec.sgd } : { kind: 'adam', ...spec.adam! };
}

/** The study that a checked file means. Call it only with a file that `problemsWith` has nothing against. Pure. */
export function resolveStudy(file: StudyFile, dataset: DatasetSpec, facts: DatasetFacts): Study {
  const { spec } = file;
  return deepFreeze({
    name: file.metadata.name,
    dataset,
    initializers: spec.initializers.map(resolveInitializer),
    initialize: spec.initialize,
    folds: spec.folds,
    seeds: spec.seeds,
    model: spec.model.map((layer) => resolveLayer(layer, facts.classes)),
    training: { ...spec.training, optimizer: resolveOptimizer(spec.training.optimizer) },
    verdict: spec.verdict,
  });
}

/** The rules of a file that go beyond a single field. Pure. */
export function problemsWith(file: StudyFile, facts: DatasetFacts): Problem[] {
  return [
    ...labelProblems(file),
    ...rangeProblems(file),
    ...sizeProblems(file, facts),
    ...modelProblems(file, facts),
  ];
}

function labelProblems({ spec }: StudyFile): Problem[] {
  const seen = new Set<string>();
  return spec.initializers.flatMap((entry, index) => {
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
  return spec.initializers.flatMap((entry, index) => {
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
  if (problem) problems.push({ path: ['spec', 'model', problem.position], message: problem.problem });
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
