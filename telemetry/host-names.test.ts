import { describe, expect, it } from 'vitest';
import { isForNames, isHostName, namesOfPort } from './host-names.ts';

const names = namesOfPort('Pod-1.machines.example', ['fanout-coordinator.fanout.svc']);

describe('a request to the metrics port', () => {
  it.each([
    ...['127.0.0.1', '127.0.0.1:9090', '10.244.1.7:9090', '[::1]:9090', '[fd00::7]'],
    ...['localhost', 'LOCALHOST:9464', 'pod-1', 'pod-1.machines.example:9090', 'pod-1.machines.example.'],
    ...['fanout-coordinator.fanout.svc:9090', undefined],
  ])('for %s is answered', (host) => {
    expect(isForNames(host, names)).toBe(true);
  });

  it.each([
    ...[
      'evil.example',
      'evil.example:9090',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'evil.localhost',
    ],
    ...[
      'fanout-coordinator.fanout.svc.evil.example',
      'fanout-coordinator',
      'pod-2',
      '',
      ':9090',
      '[evil]',
      '[127.0.0.1]',
    ],
    ...['localhost:9090@evil.example', 'localhost evil', '__proto__', 'constructor'],
  ])('for %j is not', (host) => {
    expect(isForNames(host, names)).toBe(false);
  });
});

it.each([
  ['metrics.example', true],
  ['a_b', true],
  ['', false],
  ['*', false],
  ['a..b', false],
  ['a:9090', false],
  ['http://a', false],
  ['a'.repeat(254), false],
])('%j is the name of a host: %s', (text, is) => {
  expect(isHostName(text)).toBe(is);
});
