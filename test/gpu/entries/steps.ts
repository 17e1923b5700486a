/**
 * The steps of a run on a card, each with its own time limit, in the order of their worth; a failure of one
 * does not end the others: `steps.mjs FOLDER [--toy]`. Called by `test/gpu/run` with the bundle unpacked.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { planned, type Step } from './plan.ts';
import { outputOf, Results, type StepResult } from './results.ts';

const [folder = 'gpu-results', ...flags] = process.argv.slice(2);
const root = fileURLToPath(new URL('../', import.meta.url));
const results = new Results(folder);
const toy = flags.includes('--toy');
/** All steps together, in seconds: a card is lent for minutes. */
const LIMIT = toy ? 900 : 285;
const began = performance.now();
const passed = () => (performance.now() - began) / 1000;

let failed = 0;
const done = new Set<string>();
for (const step of planned({ root, folder, toy })) {
  const result = await run(step);
  if (result.state === 'done') done.add(step.name);
  // On a toy's machine peers are left out, and nothing else may be.
  if (result.state !== 'done' && result.state !== 'left out') failed++;
  results.write(result);
}
console.log(`${failed === 0 ? 'every step was done or left out' : `${failed} not done`}; results: ${folder}`);
process.exitCode = failed === 0 ? 0 : 1;

async function run(step: Step): Promise<StepResult> {
  const start = passed();
  const end = (state: StepResult['state'], says: string): StepResult => ({
    step: step.name,
    state,
    seconds: passed() - start,
    says,
  });
  const lacks = step.needs?.find((name) => !done.has(name));
  if (lacks !== undefined) return end('left out', `it needs the step "${lacks}"`);
  const why = await step.leftOut?.();
  if (why !== undefined) return end('left out', why);
  const seconds = Math.min(step.limit, LIMIT - start);
  if (seconds < 5) return end('out of time', 'no time was left for it');
  const output = outputOf(folder, step.name);
  const status = await program(step, output, seconds);
  const text = readFileSync(output, 'utf8');
  if (status === 'late')
    return end('out of time', `not done after ${seconds.toFixed(0)} s. ${step.says(text)}`);
  return end(
    status === 0 ? 'done' : 'failed',
    status === 0 ? step.says(text) : lastLine(readFileSync(`${output}.err`, 'utf8') || text),
  );
}

/** The end of what a program said of its trouble. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}

/** Runs a step's program with its output in a file; its exit status, or "late" where it was ended. */
async function program(step: Step, output: string, seconds: number): Promise<number | 'late'> {
  const child = spawn(process.execPath, step.args, {
    stdio: ['ignore', openSync(output, 'w'), openSync(`${output}.err`, 'w')],
    env: { ...process.env, ...step.env },
    // A group of its own, so that what it has started ends with it.
    detached: true,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, seconds * 1000);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  if (late) return 'late';
  return signal === null ? (code as number) : 1;
}
