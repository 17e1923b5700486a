import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 (hex) over the kernels' sources, in order of their names. */
export function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    if (!/\.(ts|mjs)$/.test(name)) continue;
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
