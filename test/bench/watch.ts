/**
 * What the local page costs a run: pairs of runs of one study, one of them with the page and a reader of its
 * events, in turns. Prints for each pair the wall time's ratio, and what the coordinating process spent on
 * its processor. `npm run bench:watch -- [pairs] [study …]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResults } from '../../results/results.ts';
import { ROOT } from '../support/command.ts';

interface Measured {
  /** Seconds of the run, without the start of the command. */
  readonly seconds: number;
  /** Seconds of processor time of the coordinating process, workers not counted in. */
  readonly cpu: number;
  /** What the reader got. */
  readonly bytes: number;
  readonly events: number;
}

const [pairs = '3', ...study] = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
try {
  const args = study.length > 0 ? study : ['studies/quickstart.yaml'];
  const rows: (readonly [without: Measured, along: Measured])[] = [];
  for (let pair = 0; pair < Number(pairs); pair++) {
    // In turns, and the order changes: a drift of the machine falls on both.
    const first = await measure(args, pair % 2 === 1);
    const second = await measure(args, pair % 2 === 0);
    rows.push(pair % 2 === 1 ? [second, first] : [first, second]);
    const [without, along] = rows.at(-1)!;
    console.log(
      `pair ${pair + 1}: ${without.seconds.toFixed(1)} s without, ${along.seconds.toFixed(1)} s with the page: × ${(along.seconds / without.seconds).toFixed(3)};`,
      `coordinator ${without.cpu.toFixed(2)} and ${along.cpu.toFixed(2)} s of processor; ${along.events} events, ${along.bytes} bytes`,
    );
  }
  const median = (of: (row: (typeof rows)[number]) => number) =>
    rows.map(of).sort((a, b) => a - b)[Math.floor(rows.length / 2)]!;
  console.log(
    `median: wall × ${median(([a, b]) => b.seconds / a.seconds).toFixed(3)}, processor of the coordinator ${median(([a, b]) => b.cpu - a.cpu).toFixed(2)} s more`,
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}

async function measure(args: readonly string[], watched: boolean): Promise<Measured> {
  const page = watched ? ['--watch-port', '0'] : [];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'cli/fanout.ts', 'run', ...args, '--json', '--out', out, ...page],
    { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const read = { bytes: 0, events: 0 };
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  let cpu = 0;
  let reading = false;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    cpu = cpuSeconds(child.pid!) ?? cpu;
    const url = /^Watch: (\S+)$/m.exec(chunk)?.[1];
    if (!url || reading) return;
    reading = true;
    get(`${url}events`, (response) =>
      response.setEncoding('utf8').on('data', (data: string) => {
        read.bytes += data.length;
        read.events += data.match(/^event: /gm)?.length ?? 0;
        if (/"phase":"done"/.test(data)) response.destroy();
      }),
    );
  });
  await once(child, 'close');
  return { seconds: (JSON.parse(stdout) as RunResults).seconds, cpu, ...read };
}

/** Processor time of a process so far, from what Linux tells; undefined elsewhere, and when it has gone. */
function cpuSeconds(pid: number): number | undefined {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
