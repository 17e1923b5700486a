import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TrialResult } from '../results/results.ts';
import { kerasRun, runOf } from './fixtures/keras-run.ts';
import type { ReportInput } from './input.ts';
import { renderReport } from './report.ts';

const TRIAL: TrialResult = {
  arm: 'he_normal',
  levels: { initializer: 'he_normal' },
  fold: 0,
  seed: 1,
  status: 'completed',
  metrics: { accuracy: 0.5, loss: 1, train_loss: 1 },
  history: { accuracy: [0.5], loss: [1], train_loss: [1] },
  findings: [],
  attempt: 1,
  worker: 'w',
  seconds: 1,
};

/** A report of these trials alone, without a study: what results from elsewhere look like. */
function bare(trials: readonly TrialResult[], total?: number): ReportInput {
  const { study: _, studyText: __, ...provenance } = kerasRun().provenance;
  return { results: runOf(trials, total), provenance };
}

/** The files that the report offers, by name, as rows of cells. */
function filesOf(page: string): Map<string, string[][]> {
  const links = page.matchAll(/download="([^"]+)" href="data:text\/csv;charset=utf-8;base64,([^"]*)"/g);
  return new Map(
    [...links].map(([, name, data]) => {
      const text = Buffer.from(data!, 'base64').toString('utf8');
      return [
        name!,
        text
          .trimEnd()
          .split('\r\n')
          .map((line) => line.split(',')),
      ];
    }),
  );
}

/** All tags in order, but `<b>`: a sentence sets a label bold only where it stands as a word of its own. */
const tagsOf = (page: string): string[] =>
  (page.match(/<\/?[a-zA-Z!][^\s>]*/g) ?? []).filter((tag) => !/^<\/?b$/.test(tag));

describe('the report of the reference study', () => {
  const input = kerasRun(10);
  let page = '';
  beforeAll(async () => {
    page = await renderReport(input);
  });

  test('is the same bytes each time', async () => {
    expect((await renderReport(kerasRun(10))) === page).toBe(true);
  });

  test('needs nothing but itself: no scripts, no loads, no outside references', () => {
    expect(page.match(/<script|javascript:|\son\w+\s*=|@import|<link|<img|<iframe|url\(/i)).toBeNull();
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '').match(/https?:/i)).toBeNull();
    expect(page.includes(`content="default-src 'none'; style-src 'unsafe-inline'"`)).toBe(true);
  });

  test('has every cell of the grid in its table, with its accuracy', () => {
    const table = page.slice(page.indexOf('<table class="trials">'));
    const rows = [
      ...table.matchAll(/<tr><th scope="row">([^<]+)<\/th><td class="number">(\d+)<.*?<b>([\d.]+)%/g),
    ];
    expect(rows.map(([, label, fold, accuracy]) => [label, Number(fold), accuracy])).toEqual(
      input.results.results.map(({ arm, fold, metrics }) => [
        arm,
        fold,
        (metrics.accuracy! * 100).toFixed(2),
      ]),
    );
  });

  test('names every figure and drawing for those who cannot see it', () => {
    const figures = page.match(/<figure[\s\S]*?<\/figure>/g)!;
    expect(figures).toHaveLength(5);
    for (const figure of figures) {
      expect(figure).toMatch(/<h3>[^<]+<\/h3>/);
      expect(figure).toMatch(/<figcaption>[^<]{40}/);
      const charts = figure.match(/<svg class="chart"[^>]*>/g)!;
      expect(charts.length).toBeGreaterThan(0);
      for (const chart of charts) expect(chart).toMatch(/role="img".* aria-label="[^"]{40}/);
      expect(figure.match(/<svg class="chart"[^>]*><title>[^<]{5}/g)).toHaveLength(charts.length);
    }
  });

  test('offers the data of every figure, equal to the results', () => {
    const files = filesOf(page);
    const trials = [...input.results.results];
    const byGroup = input.results.summary.flatMap(({ arm }) => trials.filter((trial) => trial.arm === arm));
    const accuracies = byGroup.map((t) => [t.arm, `${t.fold}`, `${t.seed}`, `${t.metrics.accuracy}`]);
    expect(files.get('trial-values.csv')!.slice(1)).toEqual(accuracies);
    expect(files.get('folds.csv')!.slice(1)).toEqual(accuracies);
    expect(files.get('learning-curves.csv')!.slice(1)).toEqual(
      byGroup.flatMap((t) =>
        t.history.accuracy!.map((accuracy, index) => [
          ...[t.arm, `${t.fold}`, `${t.seed}`, `${index + 1}`],
          ...[`${accuracy}`, `${t.history.loss![index]}`, `${t.history.train_loss![index]}`],
        ]),
      ),
    );
    const means = files.get('means.csv')!.slice(1);
    expect(Object.fromEntries(means.map(([label, mean]) => [label, Number(mean)]))).toEqual(
      Object.fromEntries(input.results.summary.map((row) => [row.arm, row.mean])),
    );
    expect(means.map(([label]) => label).slice(0, 2)).toEqual(['he_uniform', 'he_normal']);
    expect(files.get('trials.csv')).toHaveLength(1 + 35);
  });

  test('draws no ids, so that nothing in one chart can be mistaken for something of another', () => {
    const charts = page.match(/<svg class="chart"[\s\S]*?<\/svg>/g)!;
    for (const chart of charts) expect(chart.match(/\sid="[^"]*"|url\(/)).toBeNull();
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) expect(ids).toContain(id);
  });

  test('goes down the headings one level at a time', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - levels[index]!).toBeLessThanOrEqual(1);
    });
  });

  test('says what was found and why', () => {
    expect(page.includes('<b>Dead start</b> in 5 of 5 trials.')).toBe(true);
    expect(page.includes('All its weights start at exactly 0')).toBe(true);
    expect(page.includes('standard deviation 0.29')).toBe(true);
    expect(page.includes('not centred on 0 (mean 0.5)')).toBe(true);
    expect(page.includes('This run is not whole')).toBe(false);
  });

  test('says how the networks were trained', () => {
    expect(page).toContain(
      '<dt>Training</dt><dd>sgd, learning rate 0.01, momentum 0.9; batches of 32 examples</dd>',
    );
  });

  test('keeps the order of its parts', () => {
    const ids = ['result', 'values', 'learning', 'findings', 'trials', 'provenance'];
    const places = ids.map((id) => page.indexOf(`id="${id}"`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });
});

test('every end tag is closed, and a row has as many cells as its table has columns', async () => {
  const page = await renderReport(kerasRun(2));
  expect(page.match(/<\/[a-z0-9]+\b(?!\s*>)[^>]{0,40}/g)).toBeNull();
  for (const [table] of page.matchAll(/<table[\s\S]*?<\/table>/g)) {
    const cells = (part: string) => part.match(/<t[hd][ >]/g)?.length ?? 0;
    const [head = ''] = /<thead>[\s\S]*?<\/thead>/.exec(table) ?? [];
    const rows = [...table.slice(table.indexOf('<tbody>')).matchAll(/<tr[\s\S]*?<\/tr>/g)].map(
      ([row]) => row,
    );
    const full = rows.filter((row) => !row.includes('colspan'));
    expect(new Set(full.map(cells)), table.slice(0, 200)).toEqual(new Set([cells(head)]));
  }
});

test('the last lines of a program are behind its reason', async () => {
  const { provenance } = kerasRun(1);
  const failed = {
    ...TRIAL,
    status: 'failed',
    metrics: {},
    history: {},
    findings: [],
    reason: 'PROGRAM_FAILED: status 1\n<b>one\ntwo',
  };
  const page = await renderReport({ results: runOf([failed as TrialResult], 1), provenance });
  expect(page).toContain(
    'PROGRAM_FAILED: status 1<details><summary>its last lines</summary><pre tabindex="0">&lt;b&gt;one\ntwo</pre></details>',
  );
});

test('one epoch: says that there is no curve instead of drawing a point', async () => {
  const page = await renderReport(kerasRun(1));
  expect(page.includes('trained for a single epoch')).toBe(true);
  expect(page.includes('figure-learning-curves')).toBe(false);
});

test('failed and missing trials are said first, each by name and reason', async () => {
  const { results, provenance } = kerasRun(2);
  const trials = results.results.slice(0, 34).map((trial, index) =>
    index === 3
      ? {
          ...trial,
          status: 'failed' as const,
          metrics: {},
          history: {},
          reason: 'out of <memory>',
        }
      : trial,
  );
  const page = await renderReport({ results: runOf(trials, 35), provenance });
  const alarm = page.slice(page.indexOf('<aside'), page.indexOf('</aside>'));
  expect(alarm).toContain('This run is not whole: 1 trial failed, 1 trial has no outcome');
  expect(alarm).toContain('<code>random_normal/0/1</code> failed: out of &lt;memory&gt;');
  expect(alarm).toContain('<code>random_uniform/4/1</code> has no outcome');
  expect(page.indexOf('<aside')).toBeLessThan(page.indexOf('id="result"'));
  expect(page.match(/<tr class="failed">/g)).toHaveLength(2);
});

describe('results that are hard to draw', () => {
  const diverged: TrialResult = {
    ...TRIAL,
    arm: 'ones',
    metrics: { accuracy: 0.1 },
    history: { accuracy: [0.1, 0.1, 0.1], loss: [null, null, null] },
    findings: [{ kind: 'diverged', step: 7 }],
  };
  const failed: TrialResult = {
    ...TRIAL,
    status: 'failed',
    metrics: {},
    history: {},
    reason: 'x',
  };
  const perfect = {
    ...TRIAL,
    metrics: { accuracy: 1, loss: 0, train_loss: 0 },
    history: { accuracy: [1, 1], loss: [0, 0], train_loss: [0, 0] },
  };
  const cases: Record<string, readonly TrialResult[]> = {
    'a single trial': [TRIAL],
    'only diverged trials, without a finite loss': [diverged, { ...diverged, fold: 1 }],
    'only failed trials': [failed],
    'no trials at all': [],
    'a loss of 0 on the logarithmic axis': [perfect],
    'an initializer that learned in some trials only': [TRIAL, { ...diverged, arm: 'he_normal', fold: 1 }],
    'forty initializers': Array.from({ length: 40 }, (_, index) => ({
      ...TRIAL,
      arm: `choice-${index}`,
    })),
    'many seeds': Array.from({ length: 24 }, (_, index) => ({ ...TRIAL, fold: index % 3, seed: index })),
  };
  test.each(Object.entries(cases))('%s', async (_, trials) => {
    const page = await renderReport(bare(trials, trials.length + 1));
    expect(page.match(/NaN|undefined|Infinity|null/)).toBeNull();
    expect(page.endsWith('</html>\n')).toBe(true);
  });
});

test('no text of a user or a worker becomes markup, whatever it is', async () => {
  const page = (text: string) => {
    const trials = [0, 1].map((fold) => ({ ...TRIAL, fold, arm: text, worker: text }));
    const failed = {
      ...TRIAL,
      arm: `${text}2`,
      status: 'failed' as const,
      metrics: {},
      history: {},
      reason: text,
    };
    const { results, provenance } = bare([...trials, failed]);
    return renderReport({
      results: {
        ...results,
        study: text,
        run: text,
        backend: text,
        dataset: { ...results.dataset!, name: text },
      },
      provenance: { ...provenance, studyText: text, backend: text, versions: { [text]: text } },
    });
  };
  const tags = tagsOf(await page('plain'));
  // A mark has a title where its label had to be cut, or has something to be read; a reason of several lines
  // is folded.
  const untitled = (tag: string) => !/^<\/?(title|details|summary|pre)$/.test(tag);
  const hostile = fc.oneof(
    // A study file has no blank label, nor one of what cannot be seen.
    fc.string({ minLength: 1, unit: 'binary' }).filter((text) => /[^\p{C}\p{Z}]/u.test(text)),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      "' onmouseover='alert(1)",
      '</style><script>',
      '</svg></title><i>',
      ']]><!--',
      '&lt;script&gt;',
      'datum.x',
      '\ud800',
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(tagsOf(await page(text)).filter(untitled)).toEqual(tags.filter(untitled));
    }),
    { numRuns: 40 },
  );
});
