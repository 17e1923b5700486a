/**
 * A process that stands for a worker: it runs the program that its arguments name, once, and prints what that
 * came to. `tsx command-worker.ts GRACE_MS PROGRAM [ARGUMENT …]`
 */
import { trialAt } from '../../study/grid.ts';
import { openCommandTrainer } from '../../worker/trainers/command/trainer.ts';
import { commandManifest } from './command-manifest.ts';

const [graceMs, ...program] = process.argv.slice(2);
const manifest = commandManifest('killed', { program });
const trainer = await openCommandTrainer({ graceMs: Number(graceMs), askGpus: async () => [] });
const { signal } = new AbortController();
const observer = { onSteps: () => undefined, onEpochs: () => undefined, onProgress: () => undefined };
await trainer.prepare(manifest, signal);
const job = { manifest, trials: [trialAt(manifest.study, 0)], attempt: 1 };
console.log(JSON.stringify(await trainer.run(job, observer, signal)));
await trainer.close();
