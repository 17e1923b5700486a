import { expect, it } from 'vitest';
import { workerName } from './name.ts';

it.each([
  [
    'a pod of a Job that a token is for keeps its own name',
    'iris-ab12cd',
    'iris-ab12cd-x7k2p',
    'iris-ab12cd-x7k2p',
  ],
  ['a worker of a local run is named as its token says', 'host-w1', 'host', 'host-w1'],
  ['one whose name only looks alike is named as its token says', 'iris-ab', 'iris-ab12cd-x7k2p', 'iris-ab'],
  ['without a token of its own a worker is named after the machine', undefined, 'host', 'host'],
])('%s', (_, identity, machine, begin) => {
  expect(workerName(identity, machine)).toMatch(new RegExp(`^${begin}-${process.pid}-[0-9a-f]{6}$`));
});
