/** The rules of a loss, the last layer and what the dataset's targets are. All pure. */
import type { Layer } from '../engines/network.ts';
import type { DatasetFacts } from './facts.ts';
import type { Problem } from './problems.ts';
import type { StudyFile } from './schema/study.ts';
import { lossOf } from './training.ts';

/** What the last layer of a network puts its scores through, by the loss that it is trained with. */
export const OUTPUTS = {
  categoricalCrossEntropy: 'softmax',
  binaryCrossEntropy: 'sigmoid',
  mse: 'linear',
  mae: 'linear',
  huber: 'linear',
} as const;

const LOSSES = {
  classification: ['categoricalCrossEntropy', 'binaryCrossEntropy'],
  regression: ['mse', 'mae', 'huber'],
} as const;

const LOSS = ['spec', 'training', 'loss'];
const SOURCE = ['name', 'npy', 'shards'].map((field) => ['spec', 'dataset', field]);

/**
 * What is wrong with a file's loss, and with the last layer of its network: dense with the loss's activation,
 * or the activation as a layer of its own. `outputs`: how many numbers the network puts out; NaN where its
 * shapes do not meet.
 */
export function lossProblems(
  { training }: Pick<StudyFile['spec'], 'training'>,
  model: readonly Layer[],
  outputs: number,
  { task = 'classification', classes }: DatasetFacts,
): Problem[] {
  const { kind } = lossOf(training.loss, task);
  const known: readonly string[] = LOSSES[task];
  if (!known.includes(kind)) {
    const targets = task === 'regression' ? 'numbers' : 'classes';
    const message = `must be ${known.join(' or ')}, since the dataset has ${targets} as its targets, found ${kind}`;
    return [{ path: LOSS, message, also: SOURCE }];
  }
  const last = model.length - 1;
  const output = model[last]!;
  const wanted = OUTPUTS[kind];
  const activation = output.kind === 'dense' ? output.activation : output.kind;
  if (activation !== wanted) {
    const why =
      wanted === 'softmax'
        ? ''
        : ` and ${task === 'regression' ? 'the dataset has numbers' : `the loss is ${kind}`}`;
    return [
      {
        path: ['spec', 'model', last],
        message: `must be dense with activation ${wanted}, since it is the last layer${why}`,
        also: [['spec', 'model'], LOSS],
      },
    ];
  }
  const found = output.kind === 'dense' ? Number(output.units) : outputs;
  if (found === classes || Number.isNaN(found)) return [];
  const there = task === 'regression' ? `${classes} targets in this dataset` : `${classes} in this dataset`;
  return [
    {
      path: ['spec', 'model', last, ...(output.kind === 'dense' ? ['dense', 'units'] : [])],
      message:
        output.kind === 'dense'
          ? `must be classes (${there}), found ${found}`
          : `must get classes outputs from the layer before it (${there}), gets ${found}`,
      also: SOURCE,
    },
  ];
}
