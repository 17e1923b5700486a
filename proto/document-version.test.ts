import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mustHaveThisForm } from './document-version.ts';

const kept = (name: string) =>
  JSON.parse(readFileSync(new URL(`../results/fixtures/version-1/${name}`, import.meta.url), 'utf8'));
const refusal = (document: unknown) => {
  try {
    mustHaveThisForm(document, 'the manifest of run r');
    return undefined;
  } catch (error) {
    return error;
  }
};

it('refuses the documents of fanout 0.1.0, and says whose they are and what to do', () => {
  expect(refusal(kept('manifest.json'))).toMatchObject({
    code: 'RUN_MISMATCH',
    message: 'the manifest of run r has version 1 of fanout 0.1.0, and this fanout reads version 2',
    hint: expect.stringMatching(/use the fanout that started the run, or start the study as a new run/),
  });
  expect(refusal(kept('results.json'))).toMatchObject({ code: 'RUN_MISMATCH' });
});

it('takes its own, refuses what comes later, and leaves what is no document of a run to others', () => {
  for (const document of [{ run: 'r', version: 2 }, {}, null, undefined, 7, [], { version: 3 }])
    expect(refusal(document)).toBeUndefined();
  for (const version of [3, '2', null, 1, undefined])
    expect(refusal({ run: 'r', version })).toMatchObject({ code: 'RUN_MISMATCH' });
});
