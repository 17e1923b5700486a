/**
 * The rules of a study that are about more than one field. Each problem stands at one of them and names the
 * others, so that it can be told which argument of the command line has broken the rule.
 */
import { channelsFirst } from '../datasets/likely-mistakes.ts';
import { shapeModel } from '../engines/model.ts';
import { splitProblems } from './folds.ts';
import { fieldName, type Problem } from './problems.ts';
import { type DatasetFacts, listed, resolveInitializer, resolveLayer } from './resolve.ts';
import type { StudyFile } from './schema/study.ts';
import { varied } from './vary.ts';

/** The rules of a file that go beyond a single field, and need nothing but the file. Pure. */
export function fileProblems(file: StudyFile): Problem[] {
  return [...labelProblems(file), ...rangeProblems(file), ...splitProblems(file), ...factorProblems(file)];
}

/** The rules of a file that need the facts of its dataset. Pure. */
export function factProblems(file: StudyFile, facts: DatasetFacts): Problem[] {
  return [...sizeProblems(file, facts), ...modelProblems(file, facts), ...variantProblems(file, facts)];
}

/** As many as initializers may be listed. */
const MOST_CHOICES = 256;

/** What is wrong with the factors: with their number, and with the fields and levels of each. */
function factorProblems(file: StudyFile): Problem[] {
  const { vary } = file.spec;
  if (!vary) return [];
  const number = crossingProblems(file);
  // Too many to be crossed: each is looked at alone.
  const alone = Object.entries(vary).map(([field, levels]) => ({
    ...file,
    spec: { ...file.spec, vary: { [field]: levels } },
  }));
  const ofEach = (number.length > 0 ? alone : [file]).flatMap((each) => {
    const made = varied(each);
    return 'problems' in made ? made.problems : [];
  });
  return [...number, ...ofEach];
}

/** What is wrong with how many factors there are, and how many arms they make. */
function crossingProblems({ spec }: StudyFile): Problem[] {
  const vary = spec.vary ?? {};
  const also = [['spec', 'initializers']];
  if (Object.keys(vary).length > 1 && listed(spec).length > 1) {
    const message =
      'must have one field, since the initializers listed are a factor as well, and at most two are crossed';
    return [{ path: ['spec', 'vary'], message, also }];
  }
  const count = Object.values(vary).reduce((total, levels) => total * levels.length, listed(spec).length);
  const message = `must make at most ${MOST_CHOICES} choices, makes ${count}`;
  return count > MOST_CHOICES ? [{ path: ['spec', 'vary'], message, also }] : [];
}

/**
 * Each variant must keep the rules that the file keeps; what breaks one stands at the level that was written
 * in.
 */
function variantProblems(file: StudyFile, facts: DatasetFacts): Problem[] {
  if (!file.spec.vary || crossingProblems(file).length > 0) return [];
  const made = varied(file);
  if ('problems' in made) return [];
  const known = new Set<string>();
  return made.variants.flatMap(({ file: variant, path }) =>
    [...sizeProblems(variant, facts), ...modelProblems(variant, facts)].flatMap(
      ({ path: at, message, also }) => {
        const text = `makes ${fieldName(at)} break a rule: it ${message}`;
        if (known.has(`${path.join()} ${text}`)) return [];
        known.add(`${path.join()} ${text}`);
        return [{ path, message: text, also: [at, ...(also ?? [])] }];
      },
    ),
  );
}

function labelProblems({ spec }: StudyFile): Problem[] {
  const seen = new Map<string, number>();
  return listed(spec).flatMap((entry, index) => {
    const { label } = resolveInitializer(entry);
    const first = seen.get(label);
    if (first === undefined) {
      seen.set(label, index);
      return [];
    }
    const message = `must have a name of its own, found "${label}" again: give it one with as: …`;
    return [{ path: ['spec', 'initializers', index], message, also: [['spec', 'initializers', first]] }];
  });
}

function rangeProblems({ spec }: StudyFile): Problem[] {
  return listed(spec).flatMap((entry, index) => {
    const { name, parameters } = resolveInitializer(entry);
    if (name !== 'random_uniform' || parameters.min! < parameters.max!) return [];
    const path = ['spec', 'initializers', index, 'random_uniform', 'max'];
    const message = `must be more than min (${parameters.min}), found ${parameters.max}`;
    return [{ path, message, also: [[...path.slice(0, -1), 'min']] }];
  });
}

/** What says which dataset it is. */
const SOURCE = ['name', 'npy', 'shards'].map((field) => ['spec', 'dataset', field]);
const EXAMPLES = ['spec', 'dataset', 'examples'];

function sizeProblems({ spec }: StudyFile, facts: DatasetFacts): Problem[] {
  const wanted = spec.dataset.examples;
  const examples = Math.min(wanted ?? facts.examples, facts.examples);
  const { count } = spec.folds;
  const training = examples - Math.ceil(examples / count);
  const problems: Problem[] = [];
  if (wanted !== undefined && wanted > facts.examples) {
    problems.push({
      path: EXAMPLES,
      message: `must be at most ${facts.examples}, the dataset's size, found ${wanted}`,
      also: SOURCE,
    });
  }
  if (count > examples) {
    problems.push({
      path: ['spec', 'folds', 'count'],
      message: `must be at most the number of examples, ${examples}, found ${count}`,
      also: [EXAMPLES, ...SOURCE],
    });
  } else if (spec.training.batchSize > training) {
    problems.push({
      path: ['spec', 'training', 'batchSize'],
      message: `must be at most ${training}, the examples that the smallest training fold has, found ${spec.training.batchSize}`,
      also: [['spec', 'folds', 'count'], EXAMPLES, ...SOURCE],
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
    problems.push({
      path: ['spec', 'model', problem.position],
      message,
      also: [['spec', 'model'], ...SOURCE],
    });
  }
  for (const [position, layer] of model.entries()) {
    if (position < last && layer.kind === 'dense' && layer.activation === 'softmax') {
      problems.push({
        path: ['spec', 'model', position, 'dense', 'activation'],
        message: 'must be softmax on the last layer only',
        also: [['spec', 'model']],
      });
    }
  }
  const output = model[last]!;
  if (output.kind !== 'dense' || output.activation !== 'softmax') {
    problems.push({
      path: ['spec', 'model', last],
      message: 'must be dense with activation softmax, since it is the last layer',
      also: [['spec', 'model']],
    });
  } else if (output.units !== facts.classes) {
    problems.push({
      path: ['spec', 'model', last, 'dense', 'units'],
      message: `must be classes (${facts.classes} in this dataset), found ${output.units}`,
      also: SOURCE,
    });
  }
  return problems;
}
