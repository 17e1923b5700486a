import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { Trouble } from './trouble.ts';

it('says why, how often and since when, and once when it is over', async () => {
  let now = 0;
  const trouble = new Trouble('reconcile run', () => new Date(now));
  const said: string[] = [];
  const log = (text: string) => void said.push(text);
  const fail = (why: string) => trouble.tried('a', Promise.reject(new Error(why)), log);
  await fail('no answer');
  now = 15_000;
  await fail('no space left');
  await trouble.tried('b', Promise.resolve(), log);
  await trouble.tried('a', Promise.resolve(), log);
  await trouble.tried('a', Promise.resolve(), log);
  await fail('again');
  expect(said).toEqual([
    'could not reconcile run a (for the first time); will try again: no answer',
    'could not reconcile run a (2 times since 1970-01-01T00:00:00.000Z); will try again: no space left',
    'could reconcile run a again, after it had failed 2 times since 1970-01-01T00:00:00.000Z',
    'could not reconcile run a (for the first time); will try again: again',
  ]);
});

it('leaves what ends a run to whoever waits for the run', async () => {
  const said: string[] = [];
  const lost = new FanoutError('RUN_STORE_LOST', 'gone');
  await new Trouble('reconcile run').tried('a', Promise.reject(lost), (text) => void said.push(text));
  expect(said).toEqual([]);
});
