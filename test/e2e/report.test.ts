/**
 * The report in a real browser: nothing spills over, nothing fails, at the width of a phone and of a desk, in
 * light and dark.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kerasRun, runOf } from '../../report/fixtures/keras-run.ts';
import { withLayers } from '../../report/fixtures/layers.ts';
import type { ReportInput } from '../../report/input.ts';
import { renderReport } from '../../report/report.ts';
import { HAS_CHROMIUM, launchChromium, WITHOUT_CHROMIUM } from '../support/chromium.ts';
import { visit } from '../support/visitor.ts';

describe.skipIf(!HAS_CHROMIUM)(`the report in Chromium${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fanout-report-'));
    writeFileSync(join(directory, 'whole.html'), await renderReport(withLayers(kerasRun())));
    writeFileSync(join(directory, 'hard.html'), await renderReport(withLayers(hardRun())));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const cases = ['whole', 'hard'].flatMap((run) =>
    [390, 1280].flatMap((width) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ run, width, colorScheme })),
    ),
  );

  it.each(cases)('$run run, $width px wide, $colorScheme', async ({ run, width, colorScheme }) => {
    const report = await visit(browser, `file://${join(directory, `${run}.html`)}`, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    const { page, complaints, requests } = report;
    const seen =
      (await page.evaluate(`(() => { const shown = [...document.querySelectorAll('svg.chart')].filter((chart) => chart.getClientRects().length > 0); return {
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      charts: shown.map((chart) => chart.getBoundingClientRect()).filter(({ width, height }) => width < 50 || height < 30).length,
      number: shown.length,
      scale: Math.min(...shown.map((chart) => chart.getBoundingClientRect().width / chart.viewBox.baseVal.width)),
      outside: shown.filter((chart) => [...chart.querySelectorAll('text')].some((text) => text.getBoundingClientRect().right > innerWidth || text.getBoundingClientRect().left < 0)).length,
      bare: [...document.querySelectorAll('figure')].filter((figure) => ![...figure.querySelectorAll('svg.chart')].some((chart) => shown.includes(chart))).length,
      colours: [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).backgroundColor],
      verdict: document.querySelector('.verdict').textContent,
      cut: [...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => [getComputedStyle(box).overflowX, box.scrollWidth]),
    }; })()`)) as {
        overflow: number;
        charts: number;
        number: number;
        scale: number;
        outside: number;
        bare: number;
        cut: [overflow: string, width: number][];
        colours: string[];
        verdict: string;
      };
    expect(seen.overflow).toBeLessThanOrEqual(0);
    expect([seen.charts, seen.number > 8]).toEqual([0, true]);
    expect(seen.scale, 'type in charts keeps its size').toBeGreaterThan(0.9);
    expect([seen.outside, seen.bare], 'labels outside the page; figures without a drawing').toEqual([0, 0]);
    // A table that is wider than the page scrolls in its own box; on a desk only one wider than that does.
    expect(seen.cut.filter(([overflow]) => overflow !== 'auto')).toEqual([]);
    expect(seen.cut.filter(([, table]) => table < width - 48)).toEqual([]);
    expect(seen.verdict).toMatch(/ has the highest mean| is equivalent to /);
    const lightness = (colour: string) => Number(/\d+/.exec(colour)?.[0] ?? 0);
    const [text, ...papers] = seen.colours;
    const paper = papers.find((colour) => !colour.startsWith('rgba(0, 0, 0, 0)'))!;
    expect(lightness(text!) > lightness(paper)).toBe(colorScheme === 'dark');
    expect([complaints, requests.length]).toEqual([[], 1]);
    expect(await report.violations()).toEqual([]);
    await report.leave();
  });

  it('saves the data of a figure as a file', async () => {
    const page = await browser.newPage({ acceptDownloads: true });
    await page.goto(`file://${join(directory, 'whole.html')}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[download="trial-values.csv"]').click(),
    ]);
    expect(download.suggestedFilename()).toBe('trial-values.csv');
    const lines = readFileSync((await download.path())!, 'utf8')
      .trimEnd()
      .split('\r\n');
    expect([lines[0], lines[1], lines.length]).toEqual([
      'initializer,fold,seed,accuracy',
      'zeros,0,1,0.114417',
      36,
    ]);
    await page.close();
  });
});

/**
 * What strains a layout: the longest label that a study allows, long reasons and workers, failed and missing
 * trials.
 */
function hardRun(): ReportInput {
  const { results, provenance } = kerasRun(3);
  const label = (name: string) => (name === 'he_normal' ? 'a'.repeat(48) : name);
  const trials = results.results.slice(0, 33).map((trial) => ({
    ...trial,
    arm: label(trial.arm),
    worker: `worker-${'0123456789'.repeat(5)}`,
  }));
  const failed = {
    ...trials[3]!,
    status: 'failed' as const,
    accuracy: null,
    loss: null,
    epochs: [],
    findings: [],
  };
  const { study: _, ...rest } = provenance;
  return {
    results: runOf(trials.with(3, { ...failed, reason: `out of memory: ${'x'.repeat(120)}` }), 35),
    provenance: rest,
  };
}
