/**
 * Writes what is generated in this folder; `--check` writes nothing and fails when what is committed is not
 * current.
 */

import { readFileSync } from 'node:fs';
import { keepCurrent } from '../dashboards/committed.ts';
import { resultsJsonSchema } from '../results/schema.ts';
import { studyJsonSchema } from '../study/schema/json-schema.ts';
import { metricsPage } from './metrics.ts';
import { studyPage } from './study-page.ts';

const example = readFileSync(new URL('../studies/iris.yaml', import.meta.url), 'utf8');

const files: Readonly<Record<string, string>> = {
  'metrics.md': metricsPage(),
  'results.schema.json': resultsJsonSchema(),
  'study.md': studyPage(example),
  'study.schema.json': studyJsonSchema(),
};

for (const [name, content] of Object.entries(files))
  keepCurrent(new URL(name, import.meta.url), `docs/${name}`, content, 'generate:docs');
