/**
 * The rules of a study that are about more than one field. Each problem stands at one of them and names the
 * others, so that it can be told which argument of the command line has broken the rule.
 */
import { channelsFirst } from '../datasets/likely-mistakes.ts';
import { shapeModel } from '../engines/model.ts';
import { initializerProblems } from './arms/initializers.ts';
import { armProblems, brokenByArms } from './arms/problems.ts';
import { resolveLayer } from './arms/settings.ts';
import { splitProblems } from './folds.ts';
import { metricsOf } from './metrics.ts';
import { objectiveProblems } from './objective.ts';
import type { Problem } from './problems.ts';
import type { DatasetFacts } from './resolve.ts';
import type { StudyFile } from './schema/study.ts';

/** The rules of a file that go beyond a single field, and need nothing but the file. Pure. */
export function fileProblems(file: StudyFile): Problem[] {
  return [...initializerProblems(file), ...splitProblems(file), ...armProblems(file)];
}

/** The rules of a file that need the facts of its dataset. Pure. */
export function factProblems(file: StudyFile, facts: DatasetFacts): Problem[] {
  const rules = (each: StudyFile) => [...sizeProblems(each, facts), ...modelProblems(each, facts)];
  return [...rules(file), ...objectiveProblems(file, metricsOf(facts.classes)), ...brokenByArms(file, rules)];
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
