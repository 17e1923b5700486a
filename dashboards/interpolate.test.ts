import { expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

it('puts values in place of variables, longer names before shorter ones that they begin with', () => {
  const expression = 'rate(a{job=~"$job"}[$__rate_interval]) + b[$__range:$__interval]';
  const variables = { job: 'x', __rate_interval: '4s', __range: '60s', __interval: '1s' };
  expect(interpolate(expression, variables)).toBe('rate(a{job=~"x"}[4s]) + b[60s:1s]');
});

it('makes a regular expression of several values, each taken literally', () => {
  const chosen = (job: string[]) => interpolate('a{job=~"$job"}', { job });
  expect(chosen(['a.b', 'c'])).toBe('a{job=~"(a\\\\.b|c)"}');
  expect(chosen(['mnist'])).toBe('a{job=~"mnist"}');
});

it('does not let an unknown variable pass', () => {
  expect(() => interpolate('a{b="$nobody"}', {})).toThrow(/\$nobody has no value/);
});
