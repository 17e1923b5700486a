/** One group's way through the graph: forward, and back to the gradients. */
import type { Program } from '../../engine.ts';
import type { Out } from './builder.ts';
import { crossEntropy } from './loss.ts';
import type { Flow, Gradient, LayerWeights, Place } from './operation.ts';
import type { ProgramOperation } from './operations.ts';

/** What a pass runs on. */
export interface Pass {
  readonly place: Place;
  readonly operations: readonly ProgramOperation[];
  readonly weights: readonly LayerWeights[];
  readonly x: Flow;
  readonly labels: Out;
  readonly share: Out;
  readonly program: Program;
  readonly group: number;
}

/** What a forward pass leaves: each operation's input and output. */
interface Trace {
  readonly steps: readonly { readonly input: Flow; readonly output: Flow }[];
  readonly logits: Out;
}

/** Runs the layers on `x`. */
export function runForward({ place, operations, weights, x }: Pass): Trace {
  const steps: { input: Flow; output: Flow }[] = [];
  let flow = x;
  for (const { operation, weights: own } of operations) {
    const input = flow;
    flow = operation.forward(place, input, own === undefined ? undefined : weights[own]);
    steps.push({ input, output: flow });
  }
  return { steps, logits: flow.out };
}

/** The gradients of all weights, and of the values that came into each layer with weights. */
function runBackward(pass: Pass, { steps }: Trace, logits: Out) {
  const { place, operations, weights } = pass;
  const first = operations.findIndex((each) => each.weights !== undefined);
  const gradients: LayerWeights[] = [];
  const inputs: (Out | undefined)[] = [];
  let gradient: Gradient = { out: logits };
  for (let index = operations.length - 1; index >= first; index--) {
    const { operation, weights: at } = operations[index]!;
    const step = { ...steps[index]!, weights: at === undefined ? undefined : weights[at] };
    const result = operation.backward(place, step, gradient, index > first);
    if (result.weights !== undefined) {
      gradients.unshift(result.weights);
      inputs.unshift(result.input?.out);
    }
    if (result.input !== undefined) gradient = result.input;
  }
  return { gradients, inputs };
}

/** Forward and backward of the mean loss. */
export function gradientsOf(pass: Pass) {
  const { place, labels, share, program } = pass;
  const trace = runForward(pass);
  const loss = crossEntropy(place.graph, trace.logits, labels, place.trials, program.classes);
  const mean = place.graph.op('Mul', [loss.gradient, share]);
  return { trace, loss, ...runBackward(pass, trace, mean) };
}
