/** What programs are given, and what not, with real processes. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programBench } from '../../../test/support/program-bench.ts';

const SECRETS = { FANOUT_TOKEN: 'secret-1', FANOUT_NATS_PASSWORD: 'secret-2', FANOUT_S3_KEY: 'secret-3' };
const { attempt, at } = programBench(SECRETS);

describe('what it is given', () => {
  it('has none of the secrets of fanout', async () => {
    const { log } = await attempt({
      program: 'env; echo accuracy=1',
      trainer: { environment: { MINE: 'of {{arm}}', FANOUT_TRIAL: 'forged' } },
    });
    expect(log).toMatch(/^PATH=/m);
    expect(log).toMatch(/^MINE=of a$/m);
    expect(log).toMatch(/^FANOUT_TRIAL=.*\/trial\.json$/m);
    for (const [name, value] of Object.entries(SECRETS)) {
      expect(log).not.toContain(name);
      expect(log).not.toContain(value);
    }
  });

  it('are arguments as they are: no shell reads them', async () => {
    const evil = `'"; touch hacked; $(touch hacked) \`touch hacked\` \n{{seed}} & | > hacked \\`;
    const print = `console.log(JSON.stringify(process.argv.slice(1))); console.log('accuracy=1')`;
    const program = [process.execPath, '-e', print, '--', '{{evil}}', 'x={{evil}}', '{{list}}', '{{seed}}'];
    const arms = { a: { evil, list: ['$(touch hacked)', 2] } };
    const { log } = await attempt({ program, arms });
    expect(JSON.parse(log.split('\n')[0]!)).toEqual([
      ...[evil, `x=${evil}`, JSON.stringify(['$(touch hacked)', 2]), '1'],
    ]);
    expect(existsSync(at('hacked'))).toBe(false);
  });

  it('is the split of its fold, as files', async () => {
    const print = `const { readFileSync } = require('fs');
      const { split, folding, folds } = JSON.parse(readFileSync(process.env.FANOUT_TRIAL));
      const read = (path) => { const bytes = readFileSync(path); const start = 10 + bytes.readUInt16LE(8);
        return [bytes.toString('latin1', 10, start).trim(), Array.from({ length: (bytes.length - start) / 8 },
          (_, index) => Number(bytes.readBigInt64LE(start + 8 * index)))]; };
      console.log(JSON.stringify([split.examples, folds, folding, read(split.train), read(split.validation)]));
      console.log('accuracy=1');`;
    const { log } = await attempt({ program: [process.execPath, '-e', print], examples: 7, folds: 3 });
    // scikit-learn: next(iter(KFold(3, shuffle=True, random_state=7).split(range(7))))
    const header = (count: number) => `{'descr': '<i8', 'fortran_order': False, 'shape': (${count},), }`;
    expect(JSON.parse(log.split('\n')[0]!)).toEqual([
      ...[7, 3, { count: 3, shuffle: true, seed: 7 }],
      ...[
        [header(4), [1, 3, 4, 6]],
        [header(3), [0, 2, 5]],
      ],
    ]);
  });
});
