import { expect, test } from 'vitest';
import { atLeast, parseVersion } from './version.ts';

test.each([
  ['nats-server: v2.14.6', '2.14.6'],
  ['nats-server: v2.12.0-RC.3', '2.12.0'],
  ['nats-server 2.10', undefined],
  ['', undefined],
])('%j says version %s', (output, version) => {
  expect(parseVersion(output)).toBe(version);
});

test.each([
  ['2.12.0', true],
  ['2.12.1', true],
  ['2.14.6', true],
  ['3.0.0', true],
  ['2.9.25', false],
  ['2.11.99', false],
  ['1.99.99', false],
  ['nonsense', false],
])('%s is at least 2.12.0: %s', (version, expected) => {
  expect(atLeast(version, '2.12.0')).toBe(expected);
});
