import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MetricsFile } from './metrics-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-metrics-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('reads the end of what is far too much, without holding anything up', () => {
  const path = join(directory, 'metrics.jsonl');
  const file = new MetricsFile(path);
  const lines: string[] = [];
  let pieces = 0;
  const read = () =>
    file.read((some) => {
      pieces += 1;
      lines.push(...some);
    });
  writeFileSync(path, '{"accuracy": 0.1}\n');
  expect(read()).toBe(true);
  // Takes no room on the disk.
  truncateSync(path, 2 ** 29);
  appendFileSync(path, '"accuracy": 0.2}\n{"accuracy": 0.3}\n');
  expect(read()).toBe(true);
  appendFileSync(path, '{"accuracy": 0.4}\n');
  read();
  expect(lines.map((line) => /0\.\d/.exec(line)?.[0])).toEqual(['0.1', '0.3', '0.4']);
  expect(pieces).toBeLessThanOrEqual(2 ** 10 + 3);
});
