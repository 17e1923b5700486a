/**
 * What docs/operations.md says of limits, of the page and of errors is held by tests: the tables say by
 * which.
 */
import { describe, expect, it } from 'vitest';
import { FAILURES_TO_GIVE_UP } from '../coordinator/run/trial-state.ts';
import { LONGEST_CELL } from '../datasets/csv.ts';
import { LARGEST_TABLE as LARGEST_LABELS } from '../datasets/pack/folder/table.ts';
import { LARGEST_ENTRY, largestOutcome } from '../proto/entries.ts';
import { MOST_TRIALS } from '../study/grid.ts';
import { metricsOf } from '../study/metrics.ts';
import { LARGEST_STUDY } from '../study/parse.ts';
import { USUAL_PORT } from '../web/server.ts';
import { FAREWELL_MS, SHORT_FAREWELL_MS } from '../web/watch.ts';
import { eachIsHeldOnce } from './each-is-held.ts';
import {
  type Held,
  missingOf,
  paragraphsOf,
  read,
  rowsOf,
  sectionOf,
  sentencesOf,
  type TestName,
} from './held-by-tests.ts';

const text = read('docs/operations.md');
const server = (words: string): TestName => ['web/server.test.ts', words];
const watched = (words: string): TestName => ['test/e2e/watch.test.ts', words];

const SECTIONS: Readonly<Record<string, readonly Held[]>> = {
  'The page of a run': [
    ['`fanout run STUDY --watch` prints', server('the usual one gives way, one that was asked for does not')],
    ['The page is bound to', server('answers to its own names alone'), server('can be read and not written')],
    ['It has no password', server('serves the page and its files, and nothing else')],
    [
      'Its policy lets it load',
      server("default-src 'none'; script-src 'self'"),
      server('shows a study’s words as words'),
    ],
    [
      'Where programs train, each trial',
      ['test/e2e/watch-logs.test.ts', 'a failed trial has its last lines and a link to its log'],
      ['web/view-of.test.ts', 'tells the last lines of a program that failed, and where its log is'],
    ],
    [
      '`/log?trial=ARM/FOLD/SEED`',
      ['cli/run/page-logs.test.ts', 'shows the last attempt at a trial, or the one asked for'],
      ['cli/run/page-logs.test.ts', 'has nothing but logs of the run’s own trials'],
    ],
    [
      'Escape sequences of terminals',
      ['cli/run/page-logs.test.ts', 'nothing of it is obeyed by a browser or a terminal'],
      ['cli/run/page-logs.test.ts', 'sends no more than half a mebibyte of a log'],
    ],
    [
      'Each tab is sent what changed',
      server('hear everything first, then what changes, and go on where they were cut off'),
      ['web/readers.test.ts', 'keeps nothing for who does not read, and tells the latest when it does'],
      watched('says when the line is cut, keeps what it showed, and goes on when it is back'),
    ],
    [
      'With `--until decided`',
      ['web/blocks.test.ts', 'a block of seeds is shown in one grid with those before it'],
      watched('lives through all blocks of seeds, as one grid that grows'),
    ],
    [
      'The command waits up to two seconds',
      server('are left the time to take the last word and the report, and no more'),
      ['web/readers.test.ts', 'waits at the end for who keeps up, and not for who does not'],
      ['web/readers.test.ts', 'stops waiting when told to'],
      watched('does not hold up the command for a tab that no longer answers'),
    ],
  ],
  Limits: [
    [
      'Checked before anything runs',
      ['study/limits.test.ts', 'has as many trials as a coordinator can hold, and no more'],
      ['cli/verdict/standard-input.test.ts', 'is read up to its bound'],
      ['test/k8s/studies.test.ts', 'the API server what a schema can say, the coordinator the rest'],
    ],
    [
      'A run asks the NATS server',
      ['test/integration/ledger-limits.test.ts', 'does not start a run whose outcomes are larger'],
      ['coordinator/ledger/capacity.test.ts', 'no outcome is larger than it is said to be'],
    ],
    [
      'An outcome that a ledger cannot hold',
      ['test/integration/ledger-limits.test.ts', 'says of an outcome that it cannot be recorded'],
      ['coordinator/run/trial-state.test.ts', 'for something that cannot succeed fails only the trial'],
    ],
    [
      'Files that a study or the command line',
      ['cli/regular-files.test.ts', 'a pipe, a socket and a device are no %s: none is waited for'],
      ['cli/verdict/standard-input.test.ts', 'a table of results is no pipe'],
    ],
  ],
  'Error codes': [
    ['The fault says who is charged', ['proto/errors.test.ts', 'lists each code, and no other']],
    ['Only an error of the *trial*', ['coordinator/run/trial-state.test.ts', "fault !== 'trial'"]],
    [
      'With an error of the *user*',
      ['test/integration/attempts.test.ts', 'is none for a worker that is not fit: it ends, says why'],
    ],
    [
      'The retry says whether',
      ['coordinator/service/status.test.ts', 'is UNAVAILABLE if, and only if, another try may help'],
      ['coordinator/run/trial-state.test.ts', 'comes back in halves when it was too large'],
      ['proto/errors.test.ts', 'lists each code, and no other'],
    ],
  ],
};

/** What holds each row of the table of limits. */
const ROWS: Readonly<Record<string, readonly TestName[]>> = {
  'trials of a study': [
    ['study/limits.test.ts', 'has as many trials as a coordinator can hold, and no more'],
  ],
  'epochs of a trial': [
    ['study/limits.test.ts', 'keeps the figures of all epochs of a trial in one message'],
  ],
  'a study file': [['study/limits.test.ts', 'keeps the manifest in one message']],
  'a name given by `as`': [['study/limits.test.ts', 'refuses the label %j, which no key of the ledger']],
  'a table of results, or of labels': [
    ['cli/verdict/standard-input.test.ts', 'is read up to its bound'],
    ['cli/regular-files.test.ts', 'reads a file up to its bound, also one that says that it is empty'],
    ['datasets/csv.test.ts', 'reads a long quoted cell, and refuses one that can be none'],
  ],
};

describe.each(Object.entries(SECTIONS))('%s', (heading, held) => {
  const sentences = paragraphsOf(sectionOf(text, heading)).flatMap(sentencesOf);

  eachIsHeldOnce(sentences, held);
});

it('has a test for each row of the limits', () => {
  expect(rowsOf(sectionOf(text, 'Limits')).map(([what]) => what)).toEqual(Object.keys(ROWS));
  expect(missingOf(Object.values(ROWS).flat())).toEqual([]);
});

/** The most epochs that a trial may have with so many layers and classes. */
function mostEpochs(layers: number, classes: number): number {
  const metrics = metricsOf(classes);
  let most = 1;
  while (largestOutcome(most + 1, layers, metrics) <= LARGEST_ENTRY) most += 1;
  return most;
}

it('has the figures of the code', () => {
  const flat = text.replace(/\s+/g, ' ');
  const shown = (value: number) => value.toLocaleString('en');
  const epochs = (layers: number, classes: number) => shown(mostEpochs(layers, classes));
  const mebibytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;
  for (const words of [
    `| ${shown(MOST_TRIALS)} |`,
    `${epochs(1, 6)} with one layer, less with many (${epochs(64, 6)} with 64)`,
    `of fewer than six classes ${epochs(1, 5)} and ${epochs(64, 5)} |`,
    `| a study file | ${mebibytes(LARGEST_STUDY)}, and so the manifest`,
    `, ${mebibytes(LARGEST_LABELS)}; a cell has at most ${mebibytes(LONGEST_CELL)} |`,
    `http://127.0.0.1:${USUAL_PORT}/, or a free port`,
    `ssh -L ${USUAL_PORT}:127.0.0.1:${USUAL_PORT} HOST`,
  ])
    expect(flat).toContain(words);
  expect([FAREWELL_MS, SHORT_FAREWELL_MS, FAILURES_TO_GIVE_UP]).toEqual([2_000, 250, 5]);
  expect(LARGEST_ENTRY).toBeLessThanOrEqual(2 ** 20);
});
