import { INSPECTED_EVERY, type Program } from '../../engine.ts';
import { isTrainable } from '../../layers/parameter.ts';
import { layerDefinition } from '../../layers/registry.ts';
import { volume } from '../../layers/shape.ts';
import { modelParameters, type NamedLayer, shapeModel } from '../../model.ts';
import type { Layer, Loss } from '../../network.ts';
import type { Value } from '../form.ts';
import { gradientsOf } from '../gradient.ts';
import { input, parameter, share } from '../leaves.ts';
import { multiply, times } from '../operations/binary.ts';
import { slice } from '../operations/pad-slice.ts';
import { sum } from '../operations/reduce.ts';
import { reshape } from '../operations/reshape.ts';
import { type Forward, forward } from './forward.ts';
import { activationOfLoss, lossOf } from './loss.ts';
import type { FormParameter, FormProgram, InspectedLayer, Trained } from './program.ts';
import { stepsOf } from './step.ts';

const CATEGORICAL: Loss = { kind: 'categoricalCrossEntropy' };

/** A program whose model fits its input, in the intermediate form. Pure. */
export function formProgram(program: Program): FormProgram {
  const { model, inputShape, loss = CATEGORICAL } = program;
  const parameters = modelParameters(model, inputShape).map(
    ({ layer, parameter: own }): FormParameter => ({ layer, ...own }),
  );
  const values = parameters.map(({ shape }, index) => parameter(index, shape));
  const layers = withoutActivationOf(loss, shapeModel(model, inputShape).layers);
  const pass = (training: boolean) =>
    forward(model, layers, { x: inputOf(program, layers[0]?.layer), parameters: values, training });
  const [trained, evaluated] = [pass(true), pass(false)];
  const outputs = volume(trained.scores.shape);
  const y = input('y', { shape: [outputs], batched: true });
  const losses = ({ scores }: Forward) => lossOf(loss, reshape(scores, [outputs]), y);
  const mean = multiply(sum(losses(trained), [], true), share());
  const numbers = [...parameters.keys()].filter((number) => isTrainable(parameters[number]! as never));
  const gradients = gradientsOf(
    mean,
    numbers.map((number) => values[number]!),
  );
  const all = numbers.map((number, at): Trained => {
    const own = { parameter: number, value: values[number]!, gradient: gradients[at]! };
    return { ...own, role: parameters[number]!.role };
  });
  const { assignments, masks } = trained;
  const { kept, ...steps } = stepsOf(program, parameters, all, { loss: mean, assignments });
  return {
    parameters: [...parameters, ...kept],
    weights: parameters.length,
    masks,
    outputs,
    ...steps,
    evaluation: { losses: losses(evaluated), scores: reshape(evaluated.scores, [outputs]) },
    inspection: inspectionOf(layers, trained, all),
  };
}

/** The examples, scaled; a layer that reads whole numbers gets them as they are. */
function inputOf({ inputShape, scale }: Program, first: Layer | undefined): Value {
  const x = input('x', { shape: inputShape, batched: true });
  const raw = first !== undefined && layerDefinition(first).readsNumbers;
  return scale === 1 || raw ? x : times(x, scale);
}

/** The loss is taken from the values before the activation that it has in itself. */
function withoutActivationOf(loss: Loss, layers: readonly NamedLayer[]): readonly NamedLayer[] {
  const [last, activation] = [layers.at(-1), activationOfLoss(loss)];
  if (last === undefined || activation === undefined) return layers;
  const { layer } = last;
  if (layer.kind === activation) return [...layers.slice(0, -1), { ...last, layer: { kind: 'linear' } }];
  if (layer.activation !== activation) return layers;
  return [...layers.slice(0, -1), { ...last, layer: { ...layer, activation: 'linear' } }];
}

function inspectionOf(
  layers: readonly NamedLayer[],
  { behind }: Forward,
  trained: readonly Trained[],
): InspectedLayer[] {
  return layers.flatMap(({ name, parameters, firstParameter }) => {
    if (!parameters.some(({ role }) => role === 'kernel')) return [];
    const within = ({ parameter: number }: Trained) =>
      number >= firstParameter && number < firstParameter + parameters.length;
    const gradients = trained.filter(within).map(({ gradient }) => gradient);
    return [{ name, values: everyThird(behind.get(name)!), gradients }];
  });
}

function everyThird(values: Value): Value {
  if (values.shape.length !== 3) return values;
  const [rows, columns, channels] = values.shape as [number, number, number];
  const size = [Math.ceil(rows / INSPECTED_EVERY), Math.ceil(columns / INSPECTED_EVERY), channels];
  return slice(values, [0, 0, 0], size, [INSPECTED_EVERY, INSPECTED_EVERY, 1]);
}
