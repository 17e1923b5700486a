import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyItFailed } from '../../fetch/run-command.ts';
import type { Source } from '../effects.ts';
import { install } from '../install.ts';
import { GO_MODULE, NATS_VERSION } from '../pins.ts';

/** Compiling it takes a minute or two on a small machine. */
const BUILD_TIMEOUT_MS = 600_000;
const VERSION_TIMEOUT_MS = 20_000;

/** Built from source by the Go tool chain, which checks the module against Go's checksum database. */
export const fromGo: Source = {
  name: 'go install',
  fetches: true,
  async find(effects) {
    const directory = await mkdtemp(join(tmpdir(), 'fanout-go-'));
    try {
      const bin = join(directory, 'bin');
      await mkdir(bin);
      effects.progress(`building nats-server ${NATS_VERSION} with go install (a minute or two)`);
      const result = await effects.run('go', ['install', GO_MODULE], {
        timeoutMs: BUILD_TIMEOUT_MS,
        env: { GOBIN: bin, CGO_ENABLED: '0', GOFLAGS: '' },
      });
      if (result.code !== 0) throw new Error(whyItFailed('go', result));
      return await install(effects, await readFile(join(bin, 'nats-server')));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  async outlook(effects) {
    const result = await effects.run('go', ['version'], { timeoutMs: VERSION_TIMEOUT_MS });
    if (result.code !== 0) throw new Error(whyItFailed('go', result));
    return `nats-server ${NATS_VERSION} would be built with go install`;
  },
};
