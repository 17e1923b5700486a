// Writes the TypeScript types of the contract. `--check` writes nothing and fails when the committed ones are
// not current.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, 'generated');
const fresh = mkdtempSync(join(tmpdir(), 'fanout-proto-'));

const filesOf = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();

try {
  execFileSync(
    join(here, '..', 'node_modules', '.bin', 'proto-loader-gen-types'),
    [
      'fanout/v1/fanout.proto',
      ...['--longs=Number', '--enums=String', '--defaults', '--oneofs', '--grpcLib=@grpc/grpc-js'],
      ...['--importFileExtension=.ts', `--outDir=${fresh}`, `--includeDirs=${here}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: here },
  );
  // The generator writes the path of the machine it ran on into each file; the path inside the project says
  // the same everywhere.
  for (const file of filesOf(fresh)) {
    const path = join(fresh, file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(`Original file: ${here}/`, 'Original file: proto/'),
    );
  }
  if (process.argv.includes('--check')) {
    const stale = [...new Set([...filesOf(fresh), ...filesOf(committed)])].filter((file) => {
      try {
        return readFileSync(join(fresh, file), 'utf8') !== readFileSync(join(committed, file), 'utf8');
      } catch {
        return true;
      }
    });
    if (stale.length > 0) {
      console.error(`proto/generated is not current: ${stale.join(', ')}. Run: npm run generate:proto`);
      process.exitCode = 1;
    }
  } else {
    rmSync(committed, { recursive: true, force: true });
    cpSync(fresh, committed, { recursive: true });
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
