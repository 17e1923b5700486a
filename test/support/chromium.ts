/** The Chromium of this machine, for tests of pages. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

export const HAS_CHROMIUM = CHROMIUM !== undefined;
/** For the title of a suite: why it is left out, if it is. */
export const WITHOUT_CHROMIUM = HAS_CHROMIUM ? '' : ' (skipped: no Chromium on this machine)';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it without a window, and without anything that it would ask of a network by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: FLAGS });
}
