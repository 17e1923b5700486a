/** A clock that is set back, or forward, in the middle of a run: no duration is measured by it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testManifest } from '../test/support/cluster.ts';
import { writeRun } from './results/write-run.ts';
import { progressBefore, runDirectory } from './run/directory.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDERS =
  'analysis cli coordinator datasets engines operator proto report results study telemetry web worker'.split(
    ' ',
  );

/**
 * Where a moment of the calendar is meant, which other processes read as well; each bears a clock that steps.
 */
const MOMENTS = [
  // How long a run has been at work, from the moment that its manifest tells; no less than zero.
  'cli/processes/results-port.ts',
  // Ends at zero where the clock stands before the run's beginning.
  'cli/results/write-run.ts',
  // Figures that are moments; Prometheus compares them with its own clock.
  'coordinator/metrics/metrics.ts',
  // The ages of files.
  'datasets/shards/cache.ts',
  // Deadlines as gRPC takes them; it counts down from there by itself.
  'worker/coordinator-client.ts',
  // Since when a pack waited, by the stamp of NATS; no less than zero.
  'worker/metrics/metrics.ts',
];

it('the calendar is asked only where a moment of it is meant', () => {
  const asking = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('fixtures'))
      .filter((path) =>
        /Date\.now\b|new Date\(\)\.(getTime|valueOf)|[+-] ?new Date\(\)/.test(
          readFileSync(join(ROOT, path), 'utf8'),
        ),
      ),
  );
  expect(asking.sort()).toEqual(MOMENTS);
});

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-durations-'));
});
afterEach(() => rmSync(out, { recursive: true }));

it('a run that began two hours from now, by this clock, took no negative seconds', async () => {
  const createdAt = new Date(Date.now() + 7_200_000).toISOString();
  const manifest = { ...(await testManifest('late', 1, 2)), createdAt };
  const outcomes = Array.from({ length: manifest.trials }, (_, trial) => ({
    trial,
    status: 'failed' as const,
    reason: 'of a test',
    attempt: 1,
    epochs: [],
    findings: [],
    seconds: 0,
    recordedAt: createdAt,
  }));
  const { results } = await writeRun(manifest, outcomes as never, { out, workers: 1 });
  expect(results.seconds).toBe(0);
});

it('seconds of earlier parts that were kept below zero count as none', async () => {
  const directory = runDirectory(out, 'earlier');
  writeFileSync(join(out, 'seconds.json'), '{"seconds":-7194}');
  expect((await progressBefore({ ...directory, path: out })).seconds).toBe(0);
});
