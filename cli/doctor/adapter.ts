import { openAdapter } from '../../engines/webgpu/adapter.ts';
import { adapterAbilities, adapterName } from '../../engines/webgpu/facts.ts';
import { type Check, note, ok } from './check.ts';

/**
 * The adapter that WebGPU offers, and what it can do; nothing where there is none: what is missing then
 * stands with the backend webgpu.
 */
export async function checkAdapter(env: NodeJS.ProcessEnv = process.env): Promise<Check[]> {
  try {
    const { facts } = await openAdapter({ env, anyAtAll: true });
    const says = `${adapterName(facts)}: ${adapterAbilities(facts)}`;
    return [facts.software ? note('webgpu adapter', `${says}; in software`) : ok('webgpu adapter', says)];
  } catch {
    return [];
  }
}
