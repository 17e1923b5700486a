/** Files that are generated and committed, here and in `k8s/`. */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a generated file. With `--check` among the process's arguments it writes nothing: when the committed
 * file differs, it says so by `name` and by the npm script that makes it, and the process ends with 1.
 */
export function keepCurrent(path: URL, name: string, content: string, script: string): void {
  if (!process.argv.includes('--check')) writeFileSync(path, content);
  else if (committed(path) !== content) {
    process.stderr.write(`${name} is not current. Run: npm run ${script}\n`);
    process.exitCode = 1;
  }
}

function committed(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
