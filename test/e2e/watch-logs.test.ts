/** Logs of programs on the local page, in a real browser. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDirectory } from '../../cli/run/directory.ts';
import { pageLogs } from '../../cli/run/page-logs.ts';
import { logFile } from '../../cli/run/trial-logs.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { began, failed, recorded } from '../../web/fixtures/story.ts';
import { Watch } from '../../web/watch.ts';
import { HAS_CHROMIUM, launchChromium, WITHOUT_CHROMIUM } from '../support/chromium.ts';
import { commandManifest } from '../support/command-manifest.ts';
import { visit } from '../support/visitor.ts';

/** Set it to a directory to get pictures: for the eye. */
const PICTURES = process.env.FANOUT_PICTURES;

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/home/somebody/projects/digits/train.py", line 41, in <module>',
  '    main()',
  `ValueError: could not broadcast input array from shape ${'(64,) '.repeat(12)}`,
];

describe.skipIf(!HAS_CHROMIUM)(`logs on the local page in Chromium${WITHOUT_CHROMIUM}`, () => {
  const arms = { 'lr=0.1': { lr: 0.1 }, 'lr=0.01': { lr: 0.01 } };
  const manifest = commandManifest('digits-1', { program: 'true', arms, folds: 3, seeds: [1, 2] });
  let browser: Browser;
  let watch: Watch;
  let out: string;

  beforeAll(async () => {
    browser = await launchChromium();
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
    out = mkdtempSync(join(tmpdir(), 'fanout-watch-logs-'));
    const directory = runDirectory(out, 'digits-1');
    watch = await Watch.open({ manifest, port: 0, logs: pageLogs(directory) });
    const run = watch.follow(manifest);
    const lines = TRACEBACK.map((line) => `  ${line}`).join('\n');
    run.event(recorded(manifest, 0, 0.93));
    run.event(failed(manifest, 1, `PROGRAM_FAILED: it ended with exit status 1; its last lines:\n${lines}`));
    run.event(began('host-1', [2]));
    const log = `epoch=0 accuracy=0.5\n\u001b[33mWARNING\u001b[0m: slow\n${TRACEBACK.join('\n')}\n`;
    await writeWhole(logFile(directory, 'lr=0.01/0/1', 1), 'out of luck\n');
    await writeWhole(logFile(directory, 'lr=0.01/0/1', 2), log);
  });
  afterAll(async () => {
    await watch.close(AbortSignal.abort());
    await browser.close();
    rmSync(out, { recursive: true });
  });

  const cases = [390, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
  );
  it.each(cases)(
    '$width px wide, $colorScheme: a failed trial has its last lines and a link to its log',
    async ({ width, colorScheme }) => {
      const visitor = await visit(browser, watch.url, { viewport: { width, height: 900 }, colorScheme });
      const { page } = visitor;
      const picture = async (name: string) => {
        const path = `${PICTURES}/${name}-${width}-${colorScheme}.png`;
        if (PICTURES) await page.screenshot({ path, fullPage: true });
      };
      const faults = async () => [await visitor.violations(), Math.max(0, await visitor.overflow())];
      expect(await page.locator('.told pre').textContent()).toBe(TRACEBACK.join('\n'));
      await page.locator('td.failed').first().click();
      // Its other seed is queued, and has none.
      expect(await page.locator('#detail a').count()).toBe(1);
      expect(await faults()).toEqual([[], 0]);
      await picture('page');
      await page.locator('#detail a').click();
      const text = await page.locator('pre').textContent();
      expect(text).toContain('accuracy=0.5\nWARNING: slow\nTraceback');
      expect(await faults()).toEqual([[], 0]);
      await picture('log');
      await page.getByText('Attempt 1').click();
      expect(await page.locator('pre').textContent()).toBe('out of luck\n');
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    },
  );

  it('a program without folds has no fold on its page, and nothing that counts examples', async () => {
    const whole = commandManifest('whole', { program: 'true', folds: 1, seeds: [1, 2] });
    const page = await Watch.open({ manifest: whole, port: 0 });
    try {
      page.follow(whole).event(recorded(whole, 0, 0.93));
      const visitor = await visit(browser, page.url, { viewport: { width: 1280, height: 900 } });
      const text = await visitor.page.locator('main').innerText();
      expect(text).toMatch(/EVERY TRIAL|Every trial/);
      expect(text).toMatch(/\b(0\.93|93)/);
      expect(text).not.toMatch(/fold|examples/i);
      expect((await visitor.page.locator('table caption').allTextContents()).join()).not.toMatch(/fold/);
      expect([await visitor.violations(), visitor.complaints]).toEqual([[], []]);
      await visitor.leave();
    } finally {
      await page.close(AbortSignal.abort());
    }
  });
});
