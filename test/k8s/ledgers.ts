/** What a run must come to, wherever it runs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResults } from '../../results/results.ts';
import { succeed } from './command.ts';
import { ROOT } from './lab.ts';

/** A study by the command line on this machine, with two workers. `files`: what lies beside it, by name. */
export async function runLocally(
  study: string,
  files: Readonly<Record<string, string>> = {},
): Promise<RunResults> {
  const out = await mkdtemp(join(tmpdir(), 'fanout-local-'));
  try {
    const file = join(out, 'study.yaml');
    await writeFile(file, study);
    for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text);
    const program = join(ROOT, 'dist/cli/fanout.js');
    // The same engine as in the image: this machine may have another one too, whose last bits differ.
    const engine = ['--backend', 'wasm', '--workers', '2'];
    return JSON.parse(await succeed('node', [program, 'run', file, '--json', '--out', out, ...engine]));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** What must be equal: each trial's outcome to the last bit. Who trained it and how long is left out. */
export function ledgerOf({ results }: RunResults): unknown[] {
  return results.map(({ worker: _, seconds: __, attempt: ___, ...outcome }) => outcome);
}
