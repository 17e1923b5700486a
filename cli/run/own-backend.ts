/** The backend that a run was told to train on: `backend.json` in its directory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from '../../engines/engine.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { backendName } from '../options.ts';
import type { RunDirectory } from './directory.ts';

type Asked = Backend | 'auto';

const pathIn = ({ path }: Pick<RunDirectory, 'path'>) => join(path, 'backend.json');

/** Keeps what a new run is told to train on; of `auto` nothing, which each machine decides for itself. */
export async function keepBackend(directory: Pick<RunDirectory, 'path'>, backend: string): Promise<void> {
  if (backend !== 'auto') await writeWhole(pathIn(directory), `${JSON.stringify({ backend })}\n`);
}

/**
 * What a run that is resumed trains on: what it is told now, or else what it was told when it began, so that
 * arms of a block have the same arithmetic, and checkpoints are of use. `warn` hears of another than before.
 */
export async function backendOfResumed(
  directory: Pick<RunDirectory, 'path'>,
  asked: Asked,
  warn: (line: string) => void,
): Promise<Asked> {
  const before = await keptBackend(directory);
  if (before === undefined) return asked;
  if (asked === 'auto') return before;
  if (asked !== before)
    warn(
      `this run began with --backend ${before}, and goes on with ${asked}: trials that are compared may ` +
        'differ in their last digits for that alone, and no checkpoint from before is of use',
    );
  return asked;
}

/** Undefined where none was told, or the file says nothing that is known. */
async function keptBackend(directory: Pick<RunDirectory, 'path'>): Promise<Asked | undefined> {
  try {
    const { backend } = JSON.parse(await readFile(pathIn(directory), 'utf8')) as { backend?: unknown };
    return backendName(String(backend));
  } catch {
    return undefined;
  }
}
