/** Writes `docs/results.schema.json`. `--check` writes nothing and fails when the committed one is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resultsJsonSchema } from './schema.ts';

const committed = new URL('../../docs/results.schema.json', import.meta.url);

if (!process.argv.includes('--check')) writeFileSync(committed, resultsJsonSchema());
else if (readFileSync(committed, 'utf8') !== resultsJsonSchema()) {
  process.stderr.write('docs/results.schema.json is not current. Run: npm run generate:schema\n');
  process.exitCode = 1;
}
