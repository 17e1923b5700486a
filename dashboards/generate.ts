/** Writes dashboards and rules; `--check` writes nothing and fails when what is committed is not current. */
import { keepCurrent } from './committed.ts';
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

for (const [name, content] of Object.entries(files))
  keepCurrent(new URL(name, import.meta.url), `dashboards/${name}`, content, 'generate:dashboards');
