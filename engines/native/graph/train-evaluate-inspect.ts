/** What runs of the graph do with one group: train it, evaluate it, or inspect it. */
import { INSPECTED_EVERY } from '../../engine.ts';
import { programOf } from '../../optimizers/registry.ts';
import { activate } from './activation.ts';
import type { GraphBuilder, Out } from './builder.ts';
import { countCorrect, crossEntropy } from './loss.ts';
import { gradientsOf, type Pass, runForward } from './pass.ts';
import type { TrainedLayer } from './trained-layer.ts';
import { type Coefficients, update } from './update.ts';

/** What `inspect` fetches of one layer of one group. */
export interface Inspected {
  /** The layer's values behind its activation, of a convolution at the inspected places. */
  readonly values: Out;
  readonly kernel: Out;
  readonly bias: Out;
}

/** Makes a training step: the mean loss of each trial, and what must be done for the step to be made. */
export function trainPass(pass: Pass, trained: readonly TrainedLayer[], coefficients: Coefficients) {
  const { graph } = pass.place;
  const { loss, gradients, inputs } = gradientsOf(pass);
  const program = programOf(pass.program.optimizer);
  const done = trained.flatMap(({ kernel, bias }, index) => {
    const gradient = gradients[index]!;
    const readers = inputs[index] === undefined ? [] : [inputs[index]];
    return [
      update(graph, program, kernel, gradient.kernel, coefficients, readers),
      update(graph, program, bias, gradient.bias, coefficients, []),
    ];
  });
  return { loss: graph.reduce('Mean', loss.perExample, [1]), done };
}

/** Sums the loss and the right answers of each trial over the examples. */
export function evaluationPass(pass: Pass) {
  const { place, labels, program } = pass;
  const { logits } = runForward(pass);
  const { perExample } = crossEntropy(place.graph, logits, labels, place.trials, program.classes);
  const loss = place.graph.reduce('Sum', perExample, [1]);
  const correct = countCorrect(place.graph, logits, labels, place.trials, program.classes);
  const scores = place.graph.reshape(logits, [place.trials, -1, program.classes]);
  return { loss, correct, scores, done: [loss, correct] };
}

/** What each layer with weights puts out, and its gradients, without changing anything. */
export function inspectionPass(pass: Pass) {
  const { graph } = pass.place;
  const { trace, gradients } = gradientsOf(pass);
  const layers = pass.operations.flatMap(({ operation: { weighted }, weights }, index): Inspected[] => {
    if (weighted === undefined) return [];
    const { out } = trace.steps[index]!.output;
    const seen = weighted.image ? everyThird(graph, out) : out;
    return [{ values: activate(graph, seen, weighted.activation), ...gradients[weights!]! }];
  });
  return { layers, done: layers.map(({ kernel }) => kernel) };
}

function everyThird(graph: GraphBuilder, images: Out): Out {
  const [begin, end, strides] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, INSPECTED_EVERY, INSPECTED_EVERY, 1],
  ].map((values) => graph.ints(values)) as [Out, Out, Out];
  const whole = { int: 0b1111 };
  return graph.op('StridedSlice', [images, begin, end, strides], {
    T: { type: 'float' },
    Index: { type: 'int32' },
    begin_mask: whole,
    end_mask: whole,
  });
}
