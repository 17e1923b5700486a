/** Which GPUs the program of a worker may use. */
import { execFile } from 'node:child_process';
import { FanoutError } from '../../../proto/errors.ts';
import type { CommandTrainer } from '../../../study/command/trainer.ts';

/** Asks which GPUs there are, as CUDA_VISIBLE_DEVICES names them; none where there is no driver. */
export type AskGpus = () => Promise<readonly string[]>;

const PATIENCE_MS = 10_000;

/**
 * The GPUs that this process may use: those of CUDA_VISIBLE_DEVICES where it is set, else all that
 * `nvidia-smi` lists.
 */
export function visibleGpus(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const visible = environment.CUDA_VISIBLE_DEVICES;
  if (visible !== undefined) return Promise.resolve(listed(visible));
  return new Promise((resolve) => {
    const query = ['--query-gpu=index', '--format=csv,noheader'];
    execFile('nvidia-smi', query, { timeout: PATIENCE_MS }, (error, output) =>
      resolve(error ? [] : listed(output)),
    );
  });
}

/** Names between commas or line breaks. As CUDA has it, −1 ends the list. Pure. */
export function listed(text: string): string[] {
  const names = text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const end = names.indexOf('-1');
  return end < 0 ? names : names.slice(0, end);
}

type Wanted = Pick<CommandTrainer, 'gpus' | 'concurrency'>;

/**
 * Programs that run at a time on a machine: as many as the study says, or one for each core, and no more than
 * its GPUs have room for; where trials ask for whole GPUs, at least one, which then says what is missing.
 * Pure.
 */
export function programsAtATime({ gpus, concurrency }: Wanted, count: number, cores: number): number {
  const most = concurrency.perMachine ?? cores;
  if (gpus > 0) return Math.max(1, Math.min(most, Math.floor(count / gpus)));
  return count === 0 ? most : Math.min(most, count * concurrency.perGpu);
}

/**
 * The GPUs of the worker at a place among those of its machine, from 0, as CUDA_VISIBLE_DEVICES; undefined
 * where there are none to share out. Workers beyond what the GPUs have room for begin again at the first.
 * Throws BACKEND_UNAVAILABLE when a trial needs more than there are. Pure.
 */
export function gpusOfSlot(
  { gpus, concurrency }: Wanted,
  available: readonly string[],
  index: number,
): string | undefined {
  if (gpus > available.length) {
    throw new FanoutError(
      'BACKEND_UNAVAILABLE',
      `a trial needs ${gpus} GPUs (trainer.gpus), this machine has ${available.length}`,
      { hint: 'start workers where there are as many, or lower trainer.gpus' },
    );
  }
  if (available.length === 0) return undefined;
  if (gpus === 0) return available[Math.floor(index / concurrency.perGpu) % available.length];
  const first = (index % Math.floor(available.length / gpus)) * gpus;
  return available.slice(first, first + gpus).join(',');
}
