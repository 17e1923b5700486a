import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 (hex) over the kernels' sources and the optimizers', in order of their names. */
export function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const place of [folder, join(folder, 'form'), join(folder, '../../optimizers')]) {
    for (const name of readdirSync(place).sort()) {
      if (!/\.(ts|mjs)$/.test(name) || name.endsWith('.test.ts')) continue;
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(join(place, name)));
    }
  }
  return hash.digest('hex');
}
