import { expect, it } from 'vitest';
import { asCalled, selfCommand } from './self.ts';

const CLONE = { npm_command: 'run-script', npm_lifecycle_event: 'fanout', npm_package_name: 'fanout' };
const NPX = { npm_command: 'exec', npm_lifecycle_event: 'npx' };
const OTHER = { npm_command: 'run-script', npm_lifecycle_event: 'train', npm_package_name: 'mine' };

it.each([
  ['in a clone', CLONE, 'npm run fanout -- doctor'],
  [
    'by npm start',
    { ...CLONE, npm_command: 'start', npm_lifecycle_event: 'start' },
    'npm run fanout -- doctor',
  ],
  ['by npx', NPX, 'npx fanout doctor'],
  ['by a script of another package', OTHER, 'fanout doctor'],
  ['installed', {}, 'fanout doctor'],
])('names the program as it was called: %s', (_, env, text) => {
  expect(selfCommand('doctor', env)).toBe(text);
});

it.each([
  ['correct the file and try it with: fanout validate STUDY', 'try it with: npx fanout validate STUDY'],
  ['fanout logs RUN TRIAL shows what', 'npx fanout logs RUN TRIAL shows'],
  ['make it anew with: fanout dataset pack', 'with: npx fanout dataset pack'],
  ['for example: fanout run study.yaml --trial a/0/1', ': npx fanout run study.yaml'],
])('rewrites what is suggested in %j', (text, part) => {
  expect(asCalled(text, NPX)).toContain(part);
  expect(asCalled(text, {})).toBe(text);
});

it.each([
  'let fanout start one',
  'the fanout that started the run',
  'install fanout again',
  'the run of fanout, run again',
])('leaves prose alone: %j', (text) => {
  expect(asCalled(text, NPX)).toBe(text);
});
