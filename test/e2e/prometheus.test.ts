/**
 * A real Prometheus looks at a real study, and is asked every question of dashboards and rules. Prometheus
 * runs all the time that the study does; afterwards each expression must have had an answer at some time, and
 * the last figures must be those of results.json.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interpolate } from '../../dashboards/interpolate.ts';
import { allExpressions, type Found } from '../../dashboards/parts.ts';
import { selectorsOf } from '../../dashboards/selectors.ts';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, ROOT } from '../support/command.ts';
import { HAS_PROMETHEUS, type Prometheus, type Series, startPrometheus } from '../support/prometheus.ts';
import { provokeHandBack, provokeRefusal, runOf, startGpuWorker } from '../support/provoke.ts';

/** Seven initializers, five folds, two epochs, on few images: it takes several seconds. */
const STUDY = ['studies/quickstart.yaml', '--set', 'dataset.examples=2000', '--set', 'training.epochs=2'];
const STEP = 0.5;

/** No alert fires. Whatever else a run in order has no figures for is provoked. */
const mayBeEmpty = ({ expression }: Found) =>
  selectorsOf(expression).every(({ metric }) => metric === 'ALERTS');
/** The images of a pack that is handed back are trained once more: of seven trials at the most. */
const REPEATED = 7 * 2 * 1600;

describe.skipIf(!HAS_PROMETHEUS)(
  `Prometheus and a real run${HAS_PROMETHEUS ? '' : ' (skipped: no Prometheus on this machine)'}`,
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'fanout-observed-'));
    let prometheus: Prometheus;
    let study: ChildProcess;
    let gpuWorker: Awaited<ReturnType<typeof startGpuWorker>>;
    let results: RunResults;
    let began: number;
    let ended: number;

    beforeAll(async () => {
      began = Date.now() / 1000;
      const command = [FANOUT, 'run', ...STUDY, '--json', '--metrics-port', '0', '--out', directory];
      study = spawn(process.execPath, command, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
      const output = textOf(study);
      const address = await metricsAddress(study);
      gpuWorker = await startGpuWorker(directory, await runOf(address));
      prometheus = await startPrometheus({
        interval: `${STEP * 1000}ms`,
        ruleFiles: [fileURLToPath(new URL('../../dashboards/rules/fanout-rules.yaml', import.meta.url))],
        // As dashboards/prometheus.yml has it: the command names its coordinator and its workers.
        scrapeConfigs: [
          {
            job_name: 'fanout',
            static_configs: [{ targets: [gpuWorker.address], labels: { instance: 'worker-with-gpu' } }],
            http_sd_configs: [{ url: `http://${address}/targets`, refresh_interval: `${STEP * 1000}ms` }],
          },
        ],
      });
      await provokeRefusal(address);
      await provokeHandBack(address);
      results = JSON.parse(await output) as RunResults;
      ended = Date.now() / 1000;
    });
    afterAll(async () => {
      study?.kill('SIGTERM');
      await prometheus?.stop();
      await gpuWorker?.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    const filledIn = (expression: string) =>
      interpolate(expression, {
        job: '.+',
        run: results.run,
        metric: 'train_loss',
        __rate_interval: `${STEP * 4000}ms`,
        __interval: `${STEP * 1000}ms`,
        __range: `${Math.ceil(ended - began)}s`,
      });
    const overTheRun = (expression: string) =>
      prometheus.queryRange(filledIn(expression), began, ended, STEP);
    /** What a panel of the dashboard Study shows when the run is over. */
    const shown = (place: string) => {
      const found = allExpressions().find((each) => each.place === `Study / ${place}`);
      if (!found) throw new RangeError(`there is no panel ${place}`);
      return prometheus.query(filledIn(found.expression), ended);
    };

    it('every expression of every panel and annotation has an answer, with the labels that name its lines', async () => {
      const silent: string[] = [];
      const nameless: string[] = [];
      for (const found of allExpressions()) {
        const series = await overTheRun(found.expression);
        if (mayBeEmpty(found)) continue;
        if (!series.some(hasValue)) silent.push(found.place);
        const labels = [...found.legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
        for (const { metric } of series)
          for (const label of labels) if (!metric[label]) nameless.push(`${found.place}: ${label}`);
      }
      expect({ silent, nameless }).toEqual({ silent: [], nameless: [] });
    });

    it('every rule is evaluated without an error, records figures, and reads metrics that are there', async () => {
      const rules = await prometheus.rules();
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.length).toBe(10);
      const silent: string[] = [];
      for (const { name, type, query } of rules) {
        // An alert's expression is empty when all is well, but not what it looks at.
        const read = type === 'recording' ? [name] : selectorsOf(query).map(asSelector);
        for (const expression of read)
          if ((await overTheRun(expression)).length === 0) silent.push(`${name}: ${expression}`);
      }
      expect(silent).toEqual([]);
      expect(await overTheRun('ALERTS{alertstate="firing"}')).toEqual([]);
    });

    it('the grid shows the metric of every trial', async () => {
      const cells = (await shown('Every trial A')).map(({ metric, values }) => [
        `${metric.arm}/${metric.fold}`,
        Number(values[0]![1]),
      ]);
      const trials = results.results.map(({ arm, fold, metrics }) => [`${arm}/${fold}`, metrics.accuracy]);
      expect(trials.length).toBe(35);
      expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(trials));
    });

    it('means, spreads and counts of the arms are those of the results', async () => {
      const column = async (letter: string) => byArm(await shown(`The arms ${letter}`));
      const expected = (value: (summary: RunResults['summary'][number]) => number | null) =>
        Object.fromEntries(results.summary.map((each) => [each.arm, value(each)]));
      const close = (map: Record<string, number | null>) =>
        Object.fromEntries(
          Object.entries(map).map(([name, value]) => [name, expect.closeTo(value ?? Number.NaN, 10)]),
        );
      expect(await column('A')).toEqual(close(expected(({ mean }) => mean)));
      expect(await column('B')).toEqual(close(expected(({ stddev }) => stddev)));
      expect(await column('C')).toEqual(close(expected(({ folds }) => Math.min(...folds.map(Number)))));
      expect(await column('D')).toEqual(close(expected(({ folds }) => Math.max(...folds.map(Number)))));
      expect(await column('E')).toEqual(expected(() => 5));
      expect(await column('F')).toEqual(expected(() => 0));
    });

    it('who is ahead, by how much, and how far the run is: as the results say', async () => {
      const [first, second] = [...results.summary].sort((a, b) => b.mean! - a.mean!);
      const [ahead] = await shown('Who is ahead A');
      expect(ahead?.metric).toEqual({ arm: first!.arm });
      const lead = first!.mean! - second!.mean!;
      expect(Number(ahead!.values[0]![1])).toBeCloseTo(lead, 10);
      const [spreads] = await shown('Does it mean anything? A');
      expect(Number(spreads!.values[0]![1])).toBeCloseTo(lead / first!.stddev!, 8);
      expect(await only(shown('Progress A'))).toBe(1);
      expect(await only(shown('Time left A'))).toBe(0);
    });

    it('curves and findings are those of the results', async () => {
      const points = (await shown('Metric against epoch A')).map(({ metric, values }) => [
        `${metric.arm} ${metric.epoch}`,
        Number(values[0]![1]),
      ]);
      const expected = results.summary.flatMap(({ arm }) =>
        [0, 1].map((epoch) => {
          const trials = results.results.filter((trial) => trial.arm === arm);
          const sum = trials.reduce((total, trial) => total + trial.history.accuracy![epoch]!, 0);
          return [`${arm} ${epoch + 1}`, expect.closeTo(sum / trials.length, 10)];
        }),
      );
      expect(Object.fromEntries(points)).toEqual(Object.fromEntries(expected));
      const found = results.results.flatMap(({ arm, findings }) =>
        findings.map(({ kind }) => `${arm} ${kind}`),
      );
      const counted = (await shown('Findings A')).flatMap(({ metric, values }) =>
        Array<string>(Number(values[0]![1])).fill(`${metric.arm} ${metric.kind}`),
      );
      expect(counted.sort()).toEqual(found.sort());
    });

    it('examples and trials add up', async () => {
      const last = (metric: string) =>
        only(prometheus.query(`sum(last_over_time(${metric}[${Math.ceil(ended - began)}s]))`, ended));
      const examples = 35 * 2 * 1600;
      expect(await last('fanout_run_examples')).toBe(examples);
      expect(await last('fanout_examples_recorded_total')).toBe(examples);
      const reported = await last('fanout_examples_trained_total');
      expect([reported > 0, reported <= examples + REPEATED]).toEqual([true, true]);
      // Each worker counts its own; what it did after it was scraped for the last time, or before it was told
      // to stop, is missing.
      const counted = await last('fanout_worker_examples_trained_total');
      expect([counted > examples / 2, counted <= examples + REPEATED]).toEqual([true, true]);
      expect(await last('fanout_trials_recorded_total')).toBe(results.trials.completed);
      expect(await last('fanout_ledger_outcomes')).toBe(results.trials.total);
    });
  },
);

const hasValue = ({ values }: Series) => values.some(([, value]) => value !== 'NaN');

const asSelector = ({ metric, matchers }: { metric: string; matchers: string }) =>
  matchers === '' ? metric : `${metric}{${matchers}}`;

const byArm = (series: readonly Series[]) =>
  Object.fromEntries(series.map(({ metric, values }) => [metric.arm, Number(values[0]![1])]));

async function only(series: Promise<Series[]>): Promise<number> {
  const all = await series;
  expect(all.length).toBe(1);
  return Number(all[0]!.values[0]![1]);
}

/** All of what a process prints, when it has ended well. */
async function textOf(process: ChildProcess): Promise<string> {
  let text = '';
  process.stdout!.on('data', (chunk) => {
    text += chunk;
  });
  const status = await new Promise<number | null>((resolve) => process.once('close', resolve));
  expect(status).toBe(0);
  return text;
}

/** `host:port` of the metrics, as the command says it. */
function metricsAddress(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: process.stderr! }).on('line', (line) => {
      lines.push(line);
      const [, address] = /^Metrics: http:\/\/([^/]+)\/metrics$/.exec(line) ?? [];
      if (address) resolve(address);
    });
    process.once('close', () => reject(new Error(`the run ended without metrics:\n${lines.join('\n')}`)));
  });
}
