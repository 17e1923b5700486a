/** A metric of the built-in trainer is declared once and computed once: nothing else knows its name. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isMetricName, MOST_METRICS } from '../proto/metrics.ts';
import { CLASSIFIER_METRICS, metricsOf } from './metrics.ts';

const SOURCES = [
  ...['analysis', 'cli', 'coordinator', 'dashboards', 'engines', 'operator', 'proto', 'report', 'results'],
  ...['study', 'telemetry', 'web', 'worker'],
];
/**
 * Names that mean more than the metric: what a study decides by where it says nothing, and columns of tables
 * from elsewhere.
 */
const WORDS = ['accuracy', 'loss'];
const GUESSED = 'cli/verdict/table/names.ts';

const sources = SOURCES.flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|js|proto)$/.test(path) && !/\.test\.ts$|(^|\/)(fixtures|generated)\//.test(path))
    .map((path) => `${folder}/${path}`),
).map((path) => ({ path, text: readFileSync(new URL(`../${path}`, import.meta.url), 'utf8') }));

it.each(CLASSIFIER_METRICS.map(({ name }) => name).filter((name) => !WORDS.includes(name)))(
  'adding %s touches at most three source files',
  (name) => {
    expect(sources.length).toBeGreaterThan(400);
    const touched = sources.filter(({ path, text }) => path !== GUESSED && text.includes(name));
    const paths = touched.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['study/metrics.ts', 'worker/trainers/network/classifier-metrics.ts']),
    );
    expect(paths.length, paths.join(', ')).toBeLessThanOrEqual(3);
  },
);

it('names, bounds and scales go together', () => {
  expect(CLASSIFIER_METRICS.length).toBeLessThanOrEqual(MOST_METRICS);
  expect(new Set(CLASSIFIER_METRICS.map(({ name }) => name)).size).toBe(CLASSIFIER_METRICS.length);
  for (const { name, scale, least, most, binomial } of metricsOf(1_000)) {
    expect(isMetricName(name), name).toBe(true);
    if (scale === 'share') expect([least, most], name).toEqual([0, 1]);
    if (binomial) expect(scale, name).toBe('share');
  }
});

it.each(['', '__proto__', 'constructor', 'a b', '1st', '-x', 'ä', 'a\n', 'x'.repeat(65), 'a,b', 'a"b'])(
  'no metric can be called %j',
  (name) => expect(isMetricName(name)).toBe(false),
);

it.each(['_x', 'val/f1', 'top5_accuracy', 'a.b-c', 'x'.repeat(64)])('a metric can be called %j', (name) =>
  expect(isMetricName(name)).toBe(true),
);
