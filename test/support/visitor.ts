/** A person at a page: a tab in a real browser, and everything that they would complain about. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface Visitor {
  readonly page: Page;
  /** What the console said, and errors that nobody caught. */
  readonly complaints: string[];
  /** Where the page asked for something. */
  readonly requests: string[];
  /** What axe-core finds against WCAG and good practice: each broken rule, with an element that breaks it. */
  violations(): Promise<string[]>;
  /** By how many pixels the page is wider than the window. */
  overflow(): Promise<number>;
  leave(): Promise<void>;
}

/** How long a test waits for something on a page before it counts as missing. */
const PATIENCE_MS = 120_000;

/** Opens a page in a tab of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext(options);
  // Tests wait for what happens, however slow the machine.
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return {
    page,
    complaints,
    requests,
    async violations() {
      await page.evaluate(axe.source);
      return (await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + ' and ' + (nodes.length - 1) + ' more'))`,
      )) as string[];
    },
    overflow: async () =>
      Number(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ),
    leave: () => context.close(),
  };
}
