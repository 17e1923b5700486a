/** One training engine as a process of the bench: `engine-process.ts BACKEND`. */
import { createInterface } from 'node:readline';
import { numbers } from '../../../engines/engine.samples.ts';
import type { Backend, Batch, Program, Trainer, Weights } from '../../../engines/engine.ts';
import { firstValue } from '../../../engines/layers/parameter.ts';
import { volume } from '../../../engines/layers/shape.ts';
import { loadEngine } from '../../../engines/load.ts';
import { countParameters, modelParameters } from '../../../engines/model.ts';
import type { Build, Built, Took, Train } from './protocol.ts';
import { workNamed } from './works.ts';

/** Batches that training goes round. */
const BATCHES = 4;

const backend = process.argv[2] as Backend;
const engine = await loadEngine(backend, { threads: 1 });
const trainers = new Map<string, { trainer: Trainer; batches: readonly Batch[] }>();

/** Glorot's uniform kernels; all else as a new layer has it. */
function weightsOf({ model, inputShape }: Program): Weights {
  const next = numbers(1);
  return modelParameters(model, inputShape).map(({ parameter }) => {
    const size = volume(parameter.shape);
    const { fanIn, fanOut } = parameter;
    if (fanIn === undefined || fanOut === undefined)
      return new Float32Array(size).fill(firstValue(parameter) ?? 0);
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return Float32Array.from({ length: size }, () => (2 * next() - 1) * limit);
  });
}

/** Values in [0, 1) and classes at random. */
function batchesOf({ inputShape, classes, batchSize }: Program): readonly Batch[] {
  const next = numbers(2);
  return Array.from({ length: BATCHES }, () => ({
    x: Float32Array.from({ length: batchSize * volume(inputShape) }, () => next()),
    y: Int32Array.from({ length: batchSize }, () => Math.floor(next() * classes)),
  }));
}

async function build({ work, warmUp }: Build): Promise<Built> {
  const { program } = workNamed(work)!;
  const trainer = await engine.start(program, [weightsOf(program)]);
  trainers.set(work, { trainer, batches: batchesOf(program) });
  await train({ kind: 'train', work, steps: warmUp });
  return { trainable: countParameters(program.model, program.inputShape).trainable };
}

async function train({ work, steps }: Train): Promise<Took> {
  const { trainer, batches } = trainers.get(work)!;
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let step = 0; step < steps; step++) await trainer.step(batches[step % BATCHES]!);
  await trainer.takeLosses();
  const wallMs = (performance.now() - start) / steps;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 / steps };
}

console.log(JSON.stringify({ description: engine.description }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Build | Train;
  console.log(JSON.stringify(await (request.kind === 'build' ? build(request) : train(request))));
}
engine.dispose();
