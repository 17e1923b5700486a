import { expect, it } from 'vitest';
import { testManifest } from '../../test/support/cluster.ts';
import { storageLine } from '../run/storage-words.ts';
import { Board } from './board.ts';
import { renderBoard } from './render.ts';

it('the board says why nothing is recorded, within its width, until it is over', async () => {
  const terminal = { columns: 60, rows: 24, colour: false };
  const board = new Board(await testManifest('r', 2, 2), () => 0);
  const calm = renderBoard(board, terminal, 0);
  board.trouble = storageLine({
    kind: 'failing',
    directory: '/runs/r/nats',
    reason: 'no space left on device',
    since: new Date(0),
  });
  const lines = renderBoard(board, terminal, 0);
  const shown = lines.map((line) => line.trim()).join(' ');
  expect(shown).toContain('no space is left on the disk (ENOSPC)');
  expect(shown).toContain('make room there, and the run goes on by itself');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  board.trouble = undefined;
  expect(renderBoard(board, terminal, 0)).toEqual(calm);
});

it('of a server of somebody else it is said what its owner has to do, and no directory', () => {
  const line = storageLine({ kind: 'failing', reason: 'timeout', since: new Date(0) });
  expect(line).toMatch(
    /^NATS cannot store since .*: timeout; nothing is recorded until it can: see to its disk/,
  );
  expect(line).toContain('start it again where it does not go on by itself');
  expect(storageLine({ kind: 'recovered', seconds: 0.2 })).toBe(
    'NATS stores again, after 1 s; the run goes on',
  );
});
