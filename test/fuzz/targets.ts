/** What can be fuzzed: one file for each, loaded when it is asked for. */
import { existsSync } from 'node:fs';

/**
 * Tries inputs until a moment (milliseconds since 1970), the same ones for the same seed. Throws with the
 * first input that breaks the rule of `sense.ts`.
 */
export type Fuzzer = (
  deadline: number,
  seed: number,
) => Promise<{ readonly cases: number; readonly accepted?: number }>;

const CONTRACT = './contract.ts';
/** Its messages are made beside the service that takes them: where that file is, it is a target. */
const contract: [string, () => Promise<Fuzzer>] = [
  'contract',
  async () => ((await import(CONTRACT)) as { fuzzContract: Fuzzer }).fuzzContract,
];

export const TARGETS: ReadonlyMap<string, () => Promise<Fuzzer>> = new Map<string, () => Promise<Fuzzer>>([
  ['study', async () => (await import('./study.ts')).fuzzStudy],
  ['index', async () => (await import('./index.ts')).fuzzIndex],
  ['npy', async () => (await import('./npy.ts')).fuzzNpy],
  ['tar', async () => (await import('./tar.ts')).fuzzTar],
  ['csv', async () => (await import('./csv.ts')).fuzzCsv],
  ...(existsSync(new URL(CONTRACT, import.meta.url)) ? [contract] : []),
]);
