/** Writes dashboards and rules; `--check` writes nothing and fails when what is committed is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dashboards } from './dashboards.ts';
import { ruleFile } from './rules/rules.ts';

const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(dashboards()).map(([name, dashboard]) => [
      name,
      `${JSON.stringify(dashboard, null, 2)}\n`,
    ]),
  ),
  'rules/fanout-rules.yaml': ruleFile(),
};

const check = process.argv.includes('--check');
for (const [name, content] of Object.entries(files)) {
  const path = new URL(name, import.meta.url);
  if (!check) writeFileSync(path, content);
  else if (current(path) !== content) {
    process.stderr.write(`dashboards/${name} is not current. Run: npm run generate:dashboards\n`);
    process.exitCode = 1;
  }
}

function current(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
