import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BACKENDS } from '../../engines/engine.ts';
import { surveyBackends } from '../../engines/load.ts';
import { startPeer } from '../bench/peer.ts';

/**
 * What training may add to a process that has warmed up: an allocator may take another piece at any time. It
 * is a twelfth of the inputs of 2,000 steps, and a tenth of the weights of 30 packs.
 */
const SLACK = 24 * 2 ** 20;

interface Sample {
  readonly rss: number;
  readonly tensors: number;
  readonly bytes: number;
}

const script = fileURLToPath(new URL('../bench/memory-peer.ts', import.meta.url));
const usable = new Set((await surveyBackends()).filter((each) => each.usable).map(({ backend }) => backend));

for (const backend of BACKENDS) {
  it.runIf(usable.has(backend))(
    `${backend}: memory and tensors stay as they are over 2,000 steps, and over 30 packs`,
    async () => {
      const peer = await startPeer<object>(process.execPath, [
        '--expose-gc',
        '--import',
        'tsx',
        script,
        backend,
      ]);
      try {
        for (const kind of ['steps', 'packs'] as const) {
          const { samples } = await peer.ask<{ samples: Sample[] }>({ kind });
          const [first] = samples;
          for (const { tensors, bytes } of samples)
            expect({ tensors, bytes }).toEqual({ tensors: first!.tensors, bytes: first!.bytes });
          // The allocator's pools fill up during the first sixth.
          const grown = samples.map(({ rss }) => rss - samples[1]!.rss);
          expect(
            Math.min(...grown.slice(-3)),
            `${kind}: ${grown.map((each) => `${(each / 2 ** 20).toFixed(1)} MiB`).join(', ')}`,
          ).toBeLessThan(SLACK);
        }
      } finally {
        await peer.close();
      }
    },
  );
}
