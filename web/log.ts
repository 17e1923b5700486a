/** The log of a trial as a page of its own. */
import { stripVTControlCharacters } from 'node:util';
import { shownLog } from '../proto/shown-log.ts';
import { html } from '../report/html.ts';
import type { WatchedRun } from './watched-run.ts';

/** Where logs of trials are kept. They are asked for keys of trials that there are, and for nothing else. */
export interface LogSource {
  /** The attempts at a trial of which there are logs, in order. `key`: `arm/fold/seed`. */
  attempts(key: string): Promise<readonly number[]>;
  /** What was written in one of them. */
  read(key: string, attempt: number): Promise<string>;
}

/** A log that was kept has 256 KiB; with each byte of a binary one written out it is longer. */
const LONGEST = 512 * 1024;

/**
 * The page of a trial's log; `wanted`: which attempt, the last unless it is given. Undefined where the run
 * has no such trial, or no log of such an attempt.
 */
export async function trialLog(
  { runState, manifest }: WatchedRun,
  source: LogSource | undefined,
  key: string,
  wanted: string | undefined,
): Promise<string | undefined> {
  // The key is one of the run's own from here on: it names no other place.
  if (!source || !runState.trials.some(({ trial }) => trial.key === key)) return undefined;
  const attempts = await source.attempts(key);
  const attempt = wanted === undefined ? attempts.at(-1) : attempts.find((each) => String(each) === wanted);
  if (attempt === undefined) return undefined;
  return logPage({
    study: manifest.study.name,
    key,
    attempt,
    attempts,
    text: await source.read(key, attempt),
  });
}

export interface TrialLog {
  readonly study: string;
  readonly key: string;
  readonly attempt: number;
  readonly attempts: readonly number[];
  /** As the program wrote it. */
  readonly text: string;
}

/** What a terminal would obey is taken out, and what a browser would obey is escaped. Pure. */
export function logPage({ study, key, attempt, attempts, text }: TrialLog): string {
  const shown = shownLog(stripVTControlCharacters(text));
  const cut = shown.length > LONGEST;
  const links = attempts.map((each) =>
    each === attempt
      ? html`<b aria-current="page">Attempt ${each}</b>`
      : html`<a href="/log?trial=${encodeURIComponent(key)}&amp;attempt=${each}">Attempt ${each}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log of ${key}: fanout</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body class="log">
<header>
<p class="kicker">${study}</p>
<h1>Log of ${key}</h1>
<nav aria-label="Attempts"><a href="/">All trials</a>${links}</nav>
</header>
<main>
${cut && html`<p class="quiet">The beginning is left out here: <code>fanout logs</code> shows it.</p>`}
${shown === '' ? html`<p class="quiet">The program wrote nothing.</p>` : html`<pre tabindex="0">${cut ? shown.slice(-LONGEST) : shown}</pre>`}
</main>
</body>
</html>
`.text;
}
