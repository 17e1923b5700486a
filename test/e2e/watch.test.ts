/** The local page in a real browser, of real runs of the command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { percent } from '../../report/wording/numbers.ts';
import type { RunResults } from '../../results/results.ts';
import { HAS_CHROMIUM, launchChromium, WITHOUT_CHROMIUM } from '../support/chromium.ts';
import { FANOUT, ROOT } from '../support/command.ts';
import { visit as visitWith } from '../support/visitor.ts';

/** Long enough to be looked at in the middle: some seconds. */
const STUDY = ['studies/iris.yaml', '--set', 'training.epochs=400', '--workers', '2'];

describe.skipIf(!HAS_CHROMIUM)(`the local page in Chromium${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let out: string;
  const closers: (() => unknown)[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    out = mkdtempSync(join(tmpdir(), 'fanout-watch-'));
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(out, { recursive: true, force: true });
  });

  /** The command with the page, once it has said where that is. */
  async function run(...args: string[]) {
    const child = spawn(process.execPath, [FANOUT, 'run', ...args, '--out', out, '--watch-port', '0'], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
    });
    closers.push(() => child.kill('SIGKILL'));
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        said[name] += chunk;
      });
    const ended = once(child, 'close').then(([status]) => status as number | null);
    const address = /^Watch: (http:\/\/127\.0\.0\.1:\d+\/)$/m;
    while (!address.test(said.stderr)) await once(child.stderr, 'data');
    return { child, said, ended, url: address.exec(said.stderr)![1]! };
  }

  async function visit(url: string, options: BrowserContextOptions = {}) {
    const visitor = await visitWith(browser, url, options);
    closers.push(() => visitor.leave());
    return visitor;
  }

  const heading = (page: Page) => page.locator('#lead-heading');
  /** Every square and mean of the grid, row by row, as a reader sees it. */
  const grid = (page: Page) =>
    page
      .locator('.squares tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.children]
            .slice(0, -1)
            .map((cell) => ((cell.querySelector('.seen') ?? cell).textContent ?? '').replace('†', '')),
        ),
      );
  /** The same from a run's results. */
  const gridOf = ({ results, summary }: RunResults) =>
    summary.map(({ arm, mean }) => {
      const own = results.filter((trial) => trial.arm === arm);
      const folds = [...new Set(own.map(({ fold }) => fold))];
      const squares = folds.map((fold) => {
        const known = own.filter((trial) => trial.fold === fold).map(({ metrics }) => metrics.accuracy!);
        const mean = known.reduce((sum, accuracy) => sum + accuracy, 0) / known.length;
        return (100 * mean).toFixed(2) + (known.length > 1 ? `${known.length}/${known.length}` : '');
      });
      return [arm, ...squares, percent(mean)];
    });

  it('shows a run filling in, and at its end what the results say', async () => {
    const { said, ended, url } = await run(...STUDY, '--json');
    const desk = await visit(url, { viewport: { width: 1280, height: 900 } });
    const phone = await visit(url, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await desk.page.locator('td.training').first().waitFor();
    await desk.page.locator('td.s9').first().waitFor();
    expect(await desk.page.locator('td.training .unseen').first().textContent()).toMatch(/in training/);
    expect(await desk.page.locator('#progress').textContent()).toMatch(
      / of 60 trials completed · \d+ in training/,
    );
    expect(await desk.page.locator('#worker-list').textContent()).toMatch(
      /training\d+ trials? of fold \d, seed \d: \d+%/,
    );
    await desk.page.locator('#throughput-chart svg').waitFor();
    await desk.page.locator('#curve-charts svg').first().waitFor();
    // A tab that is opened in the middle is drawn from what is known by then.
    const late = await visit(url);
    await late.page.locator('td.s9').first().waitFor();

    for (const { page } of [desk, phone, late]) await page.getByText('Open the report').waitFor();
    expect(await ended).toBe(0);
    const results = JSON.parse(said.stdout) as RunResults;
    for (const { page, complaints, requests, overflow } of [desk, phone, late]) {
      expect(await grid(page)).toEqual(gridOf(results));
      expect(await heading(page).textContent()).toBe('Verdict');
      expect(await page.locator('#sentences').textContent()).toBe(results.verdict.summary.join(' '));
      expect(await page.locator('#connection').textContent()).toBe('');
      expect(await page.title()).toBe('Done · iris: fanout');
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
      expect(requests.filter((each) => !each.startsWith(url) && !each.startsWith('blob:'))).toEqual([]);
    }
    // The command has gone; the report was taken along.
    const [report] = await Promise.all([
      desk.page.waitForEvent('popup'),
      desk.page.getByText('Open the report').click(),
    ]);
    const complaints: string[] = [];
    report.on('console', (message) => complaints.push(message.text()));
    await report.reload();
    expect(await report.locator('.verdict').textContent()).toBe(results.verdict.summary.join(' '));
    // Its own style applies, down to the attributes of its charts.
    const style = `[getComputedStyle(document.querySelector('.verdict')).fontSize, getComputedStyle(document.querySelector('svg.chart')).maxWidth]`;
    expect(await report.evaluate(style)).toEqual([
      expect.stringMatching('20.8px'),
      expect.stringMatching(/^\d+px$/),
    ]);
    const written = readFileSync(join(out, results.run, 'report.html'), 'utf8');
    expect(await report.locator('svg.chart').count()).toBe(written.match(/<svg class="chart"/g)!.length);
    expect(complaints).toEqual([]);
  });

  it('says when the line is cut, keeps what it showed, and goes on when it is back', async () => {
    const { ended, url } = await run(...STUDY, '--json');
    const line = await passage(Number(new URL(url).port));
    const { page } = await visit(line.url);
    await page.locator('td.s9').first().waitFor();
    await line.cut();
    await page.getByText('Connection lost').waitFor();
    expect(await page.locator('td.s9').count()).toBeGreaterThan(0);
    expect(await heading(page).textContent()).toBe('So far');
    await line.mend();
    await page.locator('#connection:empty').waitFor({ state: 'attached' });
    await page.getByText('Open the report').waitFor();
    expect(await ended).toBe(0);
  });

  it('says that the run was interrupted and how to go on; what is resumed starts where it was', async () => {
    const { child, said, ended, url } = await run(...STUDY);
    const { page } = await visit(url);
    await page.locator('td.s9').first().waitFor();
    child.kill('SIGINT');
    await page.locator('#sentences').getByText('go on with: ').waitFor();
    expect(await ended).toBe(130);
    expect(await heading(page).textContent()).toBe('Interrupted');
    expect(await page.locator('td.s9').count()).toBeGreaterThan(0);

    const resumed = await run('--resume', /--resume (\S+)/.exec(said.stderr)![1]!, '--json');
    const again = await visit(resumed.url);
    await again.page.getByText('Open the report').waitFor();
    expect(await resumed.ended).toBe(0);
    expect(await grid(again.page)).toEqual(gridOf(JSON.parse(resumed.said.stdout) as RunResults));
  });

  it('keeps what it showed when the command is killed', async () => {
    const { child, ended, url } = await run(...STUDY);
    const { page } = await visit(url);
    await page.locator('td.s9').first().waitFor();
    child.kill('SIGKILL');
    await ended;
    await page.getByText('Connection lost').waitFor();
    expect(await page.locator('td.s9').count()).toBeGreaterThan(0);
  });

  it('lives through all blocks of seeds, as one grid that grows', async () => {
    const blocks = ['--until', 'decided', '--block', '2', '--max-seeds', '4'];
    const { said, ended, url } = await run(
      'studies/iris.yaml',
      '--set',
      'training.epochs=40',
      ...blocks,
      '--json',
    );
    const { page } = await visit(url);
    await page.getByText('After 2 of at most 4 seeds').waitFor();
    await page.getByText('Open the report').waitFor();
    expect(await ended).toBe(0);
    const results = JSON.parse(said.stdout) as RunResults;
    expect(results.trials.total).toBe(80);
    expect(await grid(page)).toEqual(gridOf(results));
    expect(await page.locator('#about').textContent()).toMatch(/× 4 seeds/);
    expect(await page.locator('#sentences').textContent()).toBe(results.verdict.summary.join(' '));
  });

  it('tells more tabs than a browser opens lines', async () => {
    const { ended, url } = await run(...STUDY, '--json');
    const { page } = await visit(url);
    const pages = [page];
    for (let tab = 2; tab <= 8; tab++) {
      pages.push(await page.context().newPage());
      await pages.at(-1)!.goto(url);
    }
    await Promise.all(pages.map((each) => each.getByText('Open the report').waitFor()));
    expect(await ended).toBe(0);
    for (const each of pages) await each.getByRole('heading', { name: 'Verdict' }).first().waitFor();
  });

  it('does not hold up the command for a tab that no longer answers', async () => {
    const { ended, url } = await run('studies/iris.yaml', '--set', 'training.epochs=2', '--json');
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    closers.push(() => socket.destroy());
    socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    socket.once('data', () => socket.pause());
    expect(await ended).toBe(0);
  });

  /** A passage to a port of this machine that can be cut and mended. */
  async function passage(port: number) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      const other = connect(port, '127.0.0.1');
      for (const each of [socket, other]) {
        sockets.add(each);
        each.on('error', () => undefined);
        each.on('close', () => sockets.delete(each));
      }
      socket.pipe(other).pipe(socket);
    });
    const open = (at: number) => once(server.listen(at, '127.0.0.1'), 'listening');
    await open(0);
    const at = (server.address() as AddressInfo).port;
    const cut = async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    };
    closers.push(() => (server.listening ? cut() : undefined));
    return { url: `http://127.0.0.1:${at}/`, cut, mend: () => open(at) };
  }
});
