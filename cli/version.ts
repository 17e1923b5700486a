import { readFileSync } from 'node:fs';

/** The nearest package.json above this file is fanout's own, in the sources as in the built package. */
function readVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // Not there: one folder further up.
    }
  }
  return 'unknown';
}

/** fanout's version. */
export const VERSION = readVersion();
