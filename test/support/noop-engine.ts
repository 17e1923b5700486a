import type { Batch, Engine, Program, Trainer, Weights } from '../../engines/engine.ts';

/** What the engine of a test does instead of arithmetic. */
export interface NoopBehaviour {
  /** Called before each step with the step's number, from 0; may block, throw or kill the process. */
  readonly onStep?: (step: number, trials: number) => void;
  /** Called when a pack starts. */
  readonly onStart?: (program: Program, weights: readonly Weights[]) => void;
}

/**
 * An engine that learns nothing: each trial's metrics are a function of its first weights alone, so attempts
 * agree.
 */
export function noopEngine(behaviour: NoopBehaviour = {}): Engine {
  return {
    backend: 'wasm',
    description: 'no-op',
    async start(program, weights) {
      behaviour.onStart?.(program, weights);
      return noopTrainer(program, weights, behaviour);
    },
    estimateBytes: () => 0,
    tensors: () => 0,
    bytes: () => 0,
    dispose: () => undefined,
  };
}

function noopTrainer(program: Program, weights: readonly Weights[], { onStep }: NoopBehaviour): Trainer {
  const values = weights.map(([kernel]) => Math.abs((kernel?.[0] ?? 0) % 1));
  let steps = 0;
  let losses: Float32Array[] = [];
  return {
    step() {
      onStep?.(steps, weights.length);
      steps += 1;
      losses.push(Float32Array.from(values));
    },
    async takeLosses() {
      const taken = losses;
      losses = [];
      return taken;
    },
    evaluate: async ({ y }) => ({
      loss: Float64Array.from(values),
      accuracy: Float64Array.from(values),
      scores: values.map(() => new Float32Array(y.length * program.classes)),
    }),
    inspect: async (_batch: Batch) =>
      weights.map((trial, index) =>
        trial
          .filter((_, array) => array % 2 === 0)
          .map(() => ({
            mean: values[index]!,
            variance: 1,
            deadShare: 0,
            gradientNorm: 1,
            maxAbsGradient: 1,
          })),
      ),
    weights: async (trial) => weights[trial]!,
    states: async () => weights.map((own) => ({ weights: own, kept: [] })),
    dispose: () => undefined,
  };
}
