import { expect, it } from 'vitest';
import { lastLines } from './last-lines.ts';
import { HEAD_BYTES, LogKeeper, TAIL_BYTES } from './log-keeper.ts';

function kept(text: string, piece: number): string {
  const log = new LogKeeper();
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += piece) log.add(bytes.subarray(from, from + piece));
  return log.text();
}

it.each([7, 1000, 64 * 1024, 10 ** 7])('keeps the first and the last bytes, in pieces of %s', (piece) => {
  const all = Array.from({ length: 60_000 }, (_, line) => `line ${line}\n`).join('');
  const [head, tail] = [all.slice(0, HEAD_BYTES), all.slice(-TAIL_BYTES)];
  const left = all.length - HEAD_BYTES - TAIL_BYTES;
  expect(kept(all, piece)).toBe(`${head}\n… ${left} bytes were left out here …\n${tail}`);
  const whole = all.slice(0, HEAD_BYTES + TAIL_BYTES);
  expect(kept(whole, piece)).toBe(whole);
});

it('cuts no character in two', () => {
  const text = kept('€'.repeat(200_000), 1000);
  expect(text).not.toContain('\ufffd');
  const [head, line, tail] = text.split('\n');
  expect(line).toBe(`… ${600_000 - Buffer.byteLength(head! + tail!)} bytes were left out here …`);
  expect(Buffer.byteLength(head!)).toBeGreaterThan(HEAD_BYTES - 3);
});

it('shows the last lines: at most 50, none too long, the last first', () => {
  expect(lastLines('')).toEqual([]);
  expect(lastLines('a\n\nb\r\nc \n')).toEqual(['  a', '  b', '  c']);
  expect(lastLines(`${'x\n'.repeat(80)}end`)).toHaveLength(50);
  const long = lastLines(`${'y'.repeat(1000)}\n`.repeat(50));
  expect(long.every((line) => line.length <= 403)).toBe(true);
  expect(long.join('').length).toBeLessThanOrEqual(8_000);
  expect(long.length).toBeGreaterThan(10);
  expect(lastLines('\u001b[2Jred')).toEqual(['  \\x1b[2Jred']);
});
