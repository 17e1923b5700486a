import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { type Gpu, GpuWatch, nvidiaSmi, parseGpus } from './gpus.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

const gpu = (index: string): Gpu => ({ index, usedBytes: 1, totalBytes: 2, utilization: 0.5 });

it('reads what the driver prints, and what a GPU does not have is missing', () => {
  expect(parseGpus('0, 1234, 81559, 17\n1, 0, 81559, [N/A]\n')).toEqual([
    { index: '0', usedBytes: 1234 * 2 ** 20, totalBytes: 81559 * 2 ** 20, utilization: 0.17 },
    { index: '1', usedBytes: 0, totalBytes: 81559 * 2 ** 20, utilization: undefined },
  ]);
  expect(parseGpus('\n')).toEqual([]);
});

it('asks the program of the driver for just these figures', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-smi-'));
  const { PATH } = process.env;
  undo.push(() => {
    process.env.PATH = PATH;
    rmSync(directory, { recursive: true });
  });
  const program = join(directory, 'nvidia-smi');
  writeFileSync(
    program,
    '#!/bin/sh\necho "$@" >&2\n[ "$2" = --format=csv,noheader,nounits ] && echo "0, 10, 100, 50"\n',
  );
  chmodSync(program, 0o755);
  process.env.PATH = `${directory}${delimiter}${PATH}`;
  expect(await nvidiaSmi()).toEqual([
    { index: '0', usedBytes: 10 * 2 ** 20, totalBytes: 100 * 2 ** 20, utilization: 0.5 },
  ]);
  process.env.PATH = join(directory, 'nowhere');
  await expect(nvidiaSmi()).rejects.toThrow(/ENOENT/);
});

it('nobody waits for the driver: the last answer is shown, and forgotten when there is no new one', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  undo.push(() => vi.useRealTimers());
  const ask = vi.fn(async () => {
    if (ask.mock.calls.length > 1) throw new Error('the driver is gone');
    return [gpu('0')];
  });
  const watch = new GpuWatch(ask);
  expect(watch.gpus).toEqual([]);
  await vi.waitFor(() => expect(watch.gpus).toEqual([gpu('0')]));
  watch.refresh();
  expect(ask).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(6_000);
  watch.refresh();
  expect([ask.mock.calls.length, watch.gpus]).toEqual([2, [gpu('0')]]);
  await vi.waitFor(() => expect(watch.gpus).toEqual([]));
});
