import { expect, it } from 'vitest';
import { remoteSettings } from '../datasets/shards/settings.ts';
import { wholeNumber } from './options.ts';
import { leaseFrom, logLevel, metricsHostsFrom, numberFrom } from './settings.ts';

const NONE = [
  'abc',
  '0',
  '-5',
  '5.5',
  '1e4',
  '0x10',
  ' 2000',
  '2000 ',
  'NaN',
  'Infinity',
  '99999999999999999999',
  '２０００',
];

it.each(NONE)('FANOUT_LEASE_MS=%s is refused, as an option of the command line is', (text) => {
  expect(() => leaseFrom({ FANOUT_LEASE_MS: text })).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: `FANOUT_LEASE_MS must be a whole number from 1000 to 86400000, found "${text}"`,
    }),
  );
  expect(() => wholeNumber(1000, 86_400_000)(text)).toThrow(/must be a whole number/);
});

it('takes what is a number within its bounds, and nothing where nothing is set', () => {
  expect(leaseFrom({ FANOUT_LEASE_MS: '1000' })).toEqual({ leaseMs: 1000 });
  expect(leaseFrom({})).toEqual({});
  expect(leaseFrom({ FANOUT_LEASE_MS: '' })).toEqual({});
  expect(numberFrom({ A: '7' }, 'A', { least: 7, most: 7 })).toBe(7);
  expect(() => leaseFrom({ FANOUT_LEASE_MS: '999' })).toThrow(/found "999"/);
});

it('FANOUT_CACHE_BYTES and FANOUT_LOG_LEVEL are checked alike', () => {
  for (const text of ['abc', '-5', '1e400', 'NaN'])
    expect(() => remoteSettings({ FANOUT_CACHE_BYTES: text })).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  expect(() => logLevel({ FANOUT_LOG_LEVEL: 'loud' })).toThrow(
    /must be one of debug, info, warn, error, found "loud"/,
  );
  expect([logLevel({}), logLevel({ FANOUT_LOG_LEVEL: 'warn' })]).toEqual(['info', 'warn']);
});

it('FANOUT_METRICS_HOSTS is a list of names', () => {
  expect(metricsHostsFrom({})).toEqual([]);
  expect(metricsHostsFrom({ FANOUT_METRICS_HOSTS: 'a.b, c,' })).toEqual(['a.b', 'c']);
  for (const text of ['*', 'a:9090', 'http://a', 'a b', '.'])
    expect(() => metricsHostsFrom({ FANOUT_METRICS_HOSTS: `ok,${text}` })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(JSON.stringify(text)) }),
    );
});
