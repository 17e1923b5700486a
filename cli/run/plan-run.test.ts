import { expect, it } from 'vitest';
import { readStudy } from '../study/read.ts';
import { planRun } from './plan-run.ts';

it('tells before a run what of its study may not be meant, once', async () => {
  const path = new URL('../../study/fixtures/files/first-fifty.yaml', import.meta.url).pathname;
  const { study, text } = await readStudy(path, []);
  const told: string[] = [];
  await planRun(study, text, { onProgress: (line) => told.push(line) });
  expect(told).toEqual([expect.stringMatching(/^warning: the first 50 examples are all of class 0/)]);
});
