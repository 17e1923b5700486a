/**
 * The local page in a real browser in every state at once: read by eye, by keyboard and by screen reader, at
 * all widths and in both colour schemes.
 */
import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { began, failed, manifestOf, progress, recorded, released } from '../../web/fixtures/story.ts';
import { type RunListener, Watch } from '../../web/watch.ts';
import { HAS_CHROMIUM, launchChromium, WITHOUT_CHROMIUM } from '../support/chromium.ts';
import { visit } from '../support/visitor.ts';

/** Set it to a directory to get pictures of all states: for the eye. */
const PICTURES = process.env.FANOUT_PICTURES;

const NAMES = ['zeros', 'he_normal', 'glorot_uniform', 'a'.repeat(48), 'random_normal-learningRate=0.001'];

describe.skipIf(!HAS_CHROMIUM)(`every state of the local page in Chromium${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let watch: Watch;
  let run: RunListener;

  beforeAll(async () => {
    browser = await launchChromium();
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  });
  beforeEach(async () => {
    ({ watch, run } = await eventful());
  });
  afterEach(() => watch.close(AbortSignal.abort()));
  afterAll(() => browser.close());

  const cases = [320, 390, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
  );
  it.each(cases)(
    '$width px wide, $colorScheme: whole, readable, without a fault',
    async ({ width, colorScheme }) => {
      const options = {
        viewport: { width, height: 900 },
        colorScheme,
        deviceScaleFactor: width < 1000 ? 2 : 1,
      };
      const visitor = await visit(browser, watch.url, options);
      const { page } = visitor;
      await page.locator('td.failed').first().waitFor();
      expect(await visitor.violations()).toEqual([]);
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);
      // What is in no box of its own stays within the page.
      const outside = `[...document.querySelectorAll('svg.chart text, p, h1, h2, li')].filter((each) => !each.closest('.scroll, .unseen') && each.getClientRects().length > 0).filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.textContent)`;
      expect(await page.evaluate(outside)).toEqual([]);
      if (PICTURES)
        await page.screenshot({ path: `${PICTURES}/states-${width}-${colorScheme}.png`, fullPage: true });
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    },
  );

  it('tells states by words and shapes, not by colour alone', async () => {
    const visitor = await visit(browser, watch.url);
    const text = (state: string) => visitor.page.locator(`td.${state} .seen`).first().textContent();
    expect(await text('failed')).toBe('✕ failed');
    expect(await text('training')).toBe('40%…');
    expect(await text('queued')).toBe('·');
    expect(await visitor.page.locator('td.completed .seen').first().textContent()).toBe('10.00†');
    await visitor.leave();
  });

  it('is explored with the keyboard: one stop for the grid, arrows within it, each square in words', async () => {
    const visitor = await visit(browser, watch.url, { viewport: { width: 390, height: 800 } });
    const { page } = visitor;
    const focused = (what: string) => page.evaluate(`document.activeElement.${what}`);
    const heard = `querySelector('.unseen').textContent`;
    await page.keyboard.press('Tab');
    expect(await focused('textContent')).toBe('Skip to the grid');
    await page.keyboard.press('Tab');
    expect(await focused(heard)).toBe('completed, 10.00%, did not learn');
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
    for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    expect(await focused(heard)).toBe('in training, 40% of its steps, 45.00% so far, attempt 2');
    expect(await page.locator('#detail').textContent()).toBe(
      'he_normal, fold 1: in training, 40% of its steps, 45.00% so far, attempt 2',
    );
    // It stays where it is while the page changes under it.
    run.event(recorded(manifest, manifest.study.arms.length + 1, 0.93));
    await page.locator('#detail', { hasText: 'completed, 93.00%' }).waitFor();
    expect(await focused(heard)).toBe('completed, 93.00%');
    await page.keyboard.press('End');
    expect(await page.locator('#detail').textContent()).toMatch(/^he_normal: mean 9\d\.\d\d%/);
    for (const key of ['Home', 'ArrowLeft', 'PageUp', 'ArrowUp']) await page.keyboard.press(key);
    expect(await page.locator('#detail').textContent()).toMatch(/^zeros, fold 0/);
    await page.keyboard.press('Tab');
    expect(await focused('closest("table") === null')).toBe(true);
    await visitor.leave();
  });

  it('speaks seldom: at quarters, not at every trial', async () => {
    const visitor = await visit(browser, watch.url);
    const { page } = visitor;
    await page.evaluate(`
      window.heard = [];
      new MutationObserver(() => heard.push(document.querySelector('#news').textContent)).observe(document.querySelector('#news'), { childList: true, characterData: true, subtree: true })
    `);
    const open = Array.from({ length: 15 }, (_, index) => index + 10);
    for (const trial of open) {
      run.event(recorded(manifest, trial, 0.9));
      await page.locator('#progress', { hasText: `${countOf(trial)} of 25` }).waitFor();
    }
    const heard = (await page.evaluate('heard')) as string[];
    expect(heard).toEqual([
      'Half of the trials have an outcome. Some trials failed.',
      'Three quarters of the trials have an outcome. Some trials failed.',
    ]);
    await visitor.leave();
  });

  it('says what is in the way of the run, since when, and what is done about it, until it is gone', async () => {
    const visitor = await visit(browser, watch.url);
    const { page } = visitor;
    const lead = page.locator('#sentences');
    const storage =
      'nats-server cannot store in /runs/a/nats since 09:41:12 (ENOSPC); nothing is recorded until it can';
    run.storage(storage, false);
    await lead.filter({ hasText: `${storage}.` }).waitFor();
    run.waiting('Since 09:41:12 nothing was heard of any trial; waiting for NATS, which does not answer');
    await lead.filter({ hasText: 'waiting for NATS, which does not answer.' }).waitFor();
    // A screen reader hears of it as well.
    await page
      .locator('#news', { hasText: 'nothing is recorded until it can' })
      .waitFor({ state: 'attached' });
    expect(await visitor.violations()).toEqual([]);
    run.storage('nats-server stores again, after 7 s; the run goes on', true);
    run.waiting(undefined);
    await page.getByText('nats-server stores again, after 7 s; the run goes on.').waitFor();
    expect(await lead.textContent()).not.toMatch(/cannot store|waiting for/);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('holds still for who asked for that', async () => {
    const visitor = await visit(browser, watch.url, { reducedMotion: 'reduce' });
    const moving = `[...document.querySelectorAll('*')].filter((each) => getComputedStyle(each).transitionDuration !== '0s' || getComputedStyle(each).animationName !== 'none').length`;
    expect(await visitor.page.evaluate(moving)).toBe(0);
    await visitor.leave();
  });

  it('stays usable and quick with 12 choices × 10 folds × 20 seeds', async () => {
    const large = manifestOf(
      Array.from({ length: 12 }, (_, index) => `choice-${index}`),
      10,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    const listener = watch.follow(large);
    for (let trial = 0; trial < 2400; trial += 2)
      listener.event(recorded(large, trial, 0.5 + (trial % 50) / 100));
    const visitor = await visit(browser, watch.url, { viewport: { width: 390, height: 800 } });
    const { page } = visitor;
    expect(await page.locator('.squares td').count()).toBe(144);
    for (let trial = 1; trial < 2400; trial += 2) listener.event(recorded(large, trial, 0.9));
    await page.locator('#progress', { hasText: '2,400 of 2,400' }).waitFor();
    expect(await page.locator('.squares td .seen').first().textContent()).toMatch(/20\/20$/);
    expect([await visitor.violations(), await visitor.overflow(), visitor.complaints]).toEqual([[], 0, []]);
    if (PICTURES) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.screenshot({ path: `${PICTURES}/large.png`, fullPage: true });
    }
    await visitor.leave();
  });
});

const manifest = manifestOf(NAMES, 5, [1]);

/**
 * After `trial` of those that are recorded one by one: two folds have eight completed trials, one failed, one
 * is in training.
 */
function countOf(trial: number): number {
  return 8 + trial - 9;
}

/**
 * A run with everything in it that can be: findings, a failure, trials in training and queued, setbacks, two
 * workers.
 */
async function eventful() {
  const watch = await Watch.open({ manifest, port: 0 });
  const run = watch.follow(manifest);
  for (const worker of ['host-1-ab12', 'host-2-cd34'])
    run.heartbeat({ worker: { worker }, state: 'WORKER_STATE_TRAINING', memoryBytes: 1 } as never);
  const accuracies = [0.1, 0.93, 0.91, 0.985, 0.7];
  for (const fold of [0, 1])
    for (const [choice, accuracy] of accuracies.entries()) {
      const trial = fold * NAMES.length + choice;
      if (trial === 6) continue;
      if (trial === 8) run.event(failed(manifest, trial, `OUT_OF_MEMORY: ${'no room '.repeat(40)}`));
      else
        run.event(
          recorded(
            manifest,
            trial,
            accuracy + fold / 100,
            choice === 0 ? [{ kind: 'did_not_learn', chance: 0.1 }] : [],
          ),
        );
    }
  run.event(released('host-1-ab12', [6]));
  run.event(began('host-1-ab12', [6], 2));
  run.event(progress('host-1-ab12', [6], 4, 0.45));
  run.workerLost(2, 'killed by SIGKILL');
  return { watch, run };
}
