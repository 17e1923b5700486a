/**
 * Trains on a backend's engine in a process that handles SIGUSR2: `signals-while-training.process.ts
 * BACKEND`. Prints a line when it begins, and at the end the losses of the last steps.
 */
import { program, randomBatch, randomWeights } from '../../engines/engine.samples.ts';
import type { Backend } from '../../engines/engine.ts';
import { loadEngine } from '../../engines/load.ts';

process.on('SIGUSR2', () => {});
const engine = await loadEngine(process.argv[2] as Backend, { threads: 1 });
const optimizer = { kind: 'sgd', learningRate: 0.01, momentum: 0.9 } as const;
const wide = program([784], [{ kind: 'dense', units: 512, activation: 'relu' }], optimizer, 32);
const batch = randomBatch(wide, 32, 2);
const trainer = await engine.start(wide, [randomWeights(wide, 1, 0.05)]);
console.log('training');
for (let step = 0; step < 300; step++) trainer.step(batch);
const losses = (await trainer.takeLosses()).slice(-3);
trainer.dispose();
engine.dispose();
console.log(JSON.stringify(losses.map((each) => [...each])));
// Without waiting for signals that are still on their way.
process.exit(0);
