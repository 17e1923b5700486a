import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { surveyBackends } from '../../engines/load.ts';

const script = fileURLToPath(new URL('./signals-while-training.process.ts', import.meta.url));
const usable = (await surveyBackends()).filter((each) => each.usable).map(({ backend }) => backend);

/** What a process that trains prints at its end, and how it ended, with a signal whenever it can take one. */
async function train(backend: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, backend], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Without a value of this machine's own.
    env: { ...process.env, TF_NUM_INTEROP_THREADS: undefined },
  });
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  child.stdout.once('data', () => {
    if (signal === undefined) return;
    const again = () => {
      if (child.kill(signal)) setTimeout(again, 0.5);
    };
    again();
  });
  const [code, killedBy] = await once(child, 'exit');
  return { code, killedBy, output: await output, errors: await errors };
}

// oneDNN's products move the stack pointer into the heap: a handler that ran on their thread would write its
// frame over what stands there.
it.each(usable)('%s: signals that arrive while it trains change nothing', async (backend) => {
  const [quiet, signalled] = await Promise.all([train(backend), train(backend, 'SIGUSR2')]);
  expect(quiet).toMatchObject({ code: 0, errors: '' });
  expect(signalled).toEqual(quiet);
});
