import { readFileSync } from 'node:fs';

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The nearest package.json above this file is fanout's own, in the sources as in the built package. */
function readPackage(): Package {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as Package;
    } catch {
      // Not there: one folder further up.
    }
  }
  return { version: 'unknown', dependencies: {} };
}

const own = readPackage();

/** fanout's version. */
export const VERSION = own.version;

/** The version of TensorFlow.js that fanout pins. */
export const TFJS_VERSION = own.dependencies['@tensorflow/tfjs-core'] ?? 'unknown';
