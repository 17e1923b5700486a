/** Whatever dashboards and rules read is something that the code has. */

import { expect, it } from 'vitest';
import { allExpressions } from '../../dashboards/parts.ts';
import { ALERTS } from '../../dashboards/rules/alerts.ts';
import { RECORDINGS } from '../../dashboards/rules/recordings.ts';
import { selectorsOf } from '../../dashboards/selectors.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { testManifest } from '../support/cluster.ts';
import { metricsOfRun } from '../support/run-metrics.ts';

/** Made by Prometheus itself. */
const OF_PROMETHEUS = ['up', 'ALERTS'];

async function namesInCode(): Promise<string[]> {
  const { metrics } = metricsOfRun(await testManifest('names', 1, 2));
  const ofWorkers = new WorkerMetrics({ version: '0', run: 'names' });
  const text = (await metrics.text()) + (await ofWorkers.text());
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return types.flatMap(([, name, type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name!],
  );
}

it('every metric in an expression is in the code, or is recorded by a rule', async () => {
  const recorded = RECORDINGS.map(({ record }) => record);
  const known = new Set([...(await namesInCode()), ...recorded, ...OF_PROMETHEUS]);
  const expressions = [
    ...allExpressions(),
    ...RECORDINGS.map(({ record, expr }) => ({ place: record, expression: expr })),
    ...ALERTS.map(({ alert, expr }) => ({ place: alert, expression: expr })),
  ];
  const unknown = expressions.flatMap(({ place, expression }) =>
    selectorsOf(expression)
      .filter(({ metric }) => !known.has(metric))
      .map(({ metric }) => `${place}: ${metric}`),
  );
  expect(unknown).toEqual([]);
  expect(expressions.length).toBeGreaterThan(60);
});
