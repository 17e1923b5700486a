/** The rules of a model that need the facts of its dataset. All pure. */
import { channelsFirst } from '../datasets/likely-mistakes.ts';
import { ruleMisfit } from '../engines/initial-rules.ts';
import { layerDefinition } from '../engines/layers/registry.ts';
import { volume } from '../engines/layers/shape.ts';
import { shapeModel } from '../engines/model.ts';
import type { Layer } from '../engines/network.ts';
import { initializersPath, listed, resolveInitializer } from './arms/initializers.ts';
import type { DatasetFacts } from './facts.ts';
import { lossProblems } from './loss-problems.ts';
import { inputMisfit, isKnown, isListed, resolveModel } from './model.ts';
import { modelSizeProblems } from './model-size.ts';
import type { Problem } from './problems.ts';
import { DATASET_SOURCES } from './schema/dataset.ts';
import type { StudyFile } from './schema/study.ts';
import { augmentationsOf, mixesTargets } from './training.ts';

const MODEL = ['spec', 'model'];
/** What says which dataset it is. */
const SOURCE = DATASET_SOURCES.map((field) => ['spec', 'dataset', field]);

/** What is wrong with the model of a file: the layers that it lists, or the network that it names. */
export function modelProblems({ spec }: StudyFile, facts: DatasetFacts): Problem[] {
  if (!isKnown(spec.model, facts)) return [];
  const misfit = inputMisfit(spec, facts);
  if (misfit !== undefined)
    return [{ path: MODEL, message: [misfit, ...channelsFirst(facts)].join('; '), also: SOURCE }];
  const layers = resolveModel(spec, facts);
  const problems = [
    ...layerProblems(layers, facts),
    ...lossProblems(spec, layers, outputsOf(layers, facts), facts),
    ...batchProblems(spec.training.batchSize, layers, facts),
    ...mixupProblems(spec.training, layers, facts),
    ...ruleProblems(spec, layers, facts),
  ];
  if (isListed(spec.model)) return problems;
  // Its layers are not in the file: what is wrong with one of them is wrong with all of it.
  return problems.map((problem) => (problem.path[1] === 'model' ? { ...problem, path: MODEL } : problem));
}

/** A batch of one example is normalised to nothing, unless each of its channels has several places. */
function batchProblems(batchSize: number, model: readonly Layer[], { shape }: DatasetFacts): Problem[] {
  if (batchSize > 1) return [];
  const { layers } = shapeModel(model, shape);
  const single = layers.find(
    ({ layer, input }) => layer.kind === 'batchNorm' && volume(input.slice(0, -1)) === 1,
  );
  if (single === undefined) return [];
  const { name, input } = single;
  const message = `must be at least 2 with batchNorm: of one example ${name} has one value for each of its ${input.at(-1)} channels, and no variance, found 1`;
  return [{ path: ['spec', 'training', 'batchSize'], message, also: [[...MODEL, ...single.place]] }];
}

/** An initializer whose rule the model gives nothing to do would be another one under its name. */
function ruleProblems(spec: StudyFile['spec'], model: readonly Layer[], { shape }: DatasetFacts): Problem[] {
  const { layers, problem } = shapeModel(model, shape);
  if (problem) return [];
  return listed(spec).flatMap((entry, index) => {
    const message = ruleMisfit(resolveInitializer(entry), model, layers, spec.initialize);
    return message === undefined
      ? []
      : [{ path: [...initializersPath(spec), index], message, also: [MODEL] }];
  });
}

/** Between two rows of an embedding there is none to look up. */
function mixupProblems(
  { augment }: StudyFile['spec']['training'],
  model: readonly Layer[],
  { shape }: DatasetFacts,
): Problem[] {
  const first = shapeModel(model, shape).layers[0]?.layer;
  const looksUp = first !== undefined && layerDefinition(first).readsNumbers;
  if (!looksUp || !mixesTargets(augmentationsOf(augment))) return [];
  const message = `cannot stand before ${first.kind}, which looks whole numbers up: there is nothing between two of them`;
  return [{ path: ['spec', 'training', 'augment', 'mixup'], message, atKey: true, also: [MODEL] }];
}

function layerProblems(model: readonly Layer[], facts: DatasetFacts): Problem[] {
  const last = model.length - 1;
  const problems: Problem[] = [];
  const { problem } = shapeModel(model, facts.shape);
  if (!problem) problems.push(...modelSizeProblems(model, facts.shape));
  if (problem) {
    const message = [problem.problem, ...channelsFirst(facts)].join('; ');
    problems.push({ path: [...MODEL, ...problem.place], message, also: [MODEL, ...SOURCE] });
  }
  for (const [position, layer] of model.entries()) {
    if (position < last && layer.kind === 'dense' && layer.activation === 'softmax') {
      problems.push({
        path: [...MODEL, position, 'dense', 'activation'],
        message: 'must be softmax on the last layer only',
        also: [MODEL],
      });
    }
  }
  return problems;
}

/** How many numbers a network puts out: 0 where they are no row, NaN where its shapes do not meet. */
function outputsOf(model: readonly Layer[], { shape }: DatasetFacts): number {
  const { layers, problem } = shapeModel(model, shape);
  const behind = problem ? undefined : layers.at(-1)?.output;
  if (behind === undefined) return Number.NaN;
  return behind.length === 1 ? behind[0]! : 0;
}
